/** Longest SequenceNumber that DynamoDB documents, in digits. */
const maxDigits = 40

/** True for 1 to 40 decimal digits; DynamoDB's have 21 at least, local engines' fewer. */
export const isSequenceNumber = (text: unknown): text is string =>
  typeof text === 'string' && text.length <= maxDigits && /^\d+$/.test(text)

/** The number with leading zeros, so that text order is number order. */
export const padSequenceNumber = (sequenceNumber: string): string => sequenceNumber.padStart(maxDigits, '0')

/**
 * Orders two SequenceNumbers by value: negative, 0 or positive. They exceed every JS number, so this goes by text.
 * Only records of one shard lineage have an order worth asking for.
 */
export const compareSequenceNumbers = (a: string, b: string): number => {
  if (a === b) return 0
  const length = Math.max(a.length, b.length)
  const left = a.length === length ? a : a.padStart(length, '0')
  const right = b.length === length ? b : b.padStart(length, '0')
  return left < right ? -1 : left > right ? 1 : 0
}
