/** Longest SequenceNumber that DynamoDB documents, in digits. */
const maxDigits = 40

/** True for 1 to 40 decimal digits; DynamoDB's have 21 at least, local engines' fewer. */
export const isSequenceNumber = (text: unknown): text is string =>
  typeof text === 'string' && text.length <= maxDigits && /^\d+$/.test(text)

/** Of Kinesis: 56 digits are what it gives, 129 what its API may give. */
const kinesisDigits = [56, 129] as const

/**
 * True for a number of Kinesis: 1 to 129 decimal digits.
 * @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_Record.html
 */
export const isKinesisNumber = (text: unknown): text is string =>
  typeof text === 'string' && text.length <= kinesisDigits[1] && /^\d+$/.test(text)

/**
 * The number with leading zeros, so that text order is number order. Numbers of Kinesis are longer than any of
 * DynamoDB's: those of one stream have one length, and so one order.
 */
export const padSequenceNumber = (sequenceNumber: string): string => {
  const { length } = sequenceNumber
  const width =
    length <= maxDigits ? maxDigits : length <= kinesisDigits[0] ? kinesisDigits[0] : kinesisDigits[1]
  return sequenceNumber.padStart(width, '0')
}

/**
 * Orders two SequenceNumbers by value: negative, 0 or positive. They exceed every JS number, so this goes by text.
 * Only records of one shard lineage have an order worth asking for.
 */
export const compareSequenceNumbers = (a: string, b: string): number => {
  const length = Math.max(a.length, b.length)
  const left = a.length === length ? a : a.padStart(length, '0')
  const right = b.length === length ? b : b.padStart(length, '0')
  return left < right ? -1 : left > right ? 1 : 0
}
