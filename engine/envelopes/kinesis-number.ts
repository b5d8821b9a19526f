/** Digits of a number of Kinesis; its first two are 49 for a long time to come. */
const digits = 56
const head = '49'
const lengthDigits = 2

/**
 * A number in the form of Kinesis's for a record of a table's stream. Their order is kept, and no two records have
 * one: how many digits the number had stands behind it, for those of DynamoDB Local begin with zeros.
 */
export const kinesisNumber = (sequenceNumber: string): string => {
  const length = String(sequenceNumber.length).padStart(lengthDigits, '0')
  return head + sequenceNumber.padStart(digits - head.length - lengthDigits, '0') + length
}

/** The number of the table's stream that {@link kinesisNumber} was made of. */
export const streamNumber = (number: string): string => {
  const length = Number(number.slice(-lengthDigits))
  return number.slice(0, -lengthDigits).slice(-length)
}
