import type { AttributeValue, Image } from '../../core/attributes/attribute-value.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'

/** A list or map takes this much besides what is in it, and a byte for each element. */
const containerBytes = 3

/** Two digits to a byte, zeros at both ends left out, and one more; a sign is another. */
const numberBytes = (text: string): number => {
  const [mantissa = ''] = text.split(/[eE]/)
  const digits = mantissa.replace(/[-+.]/g, '').replace(/^0+/, '').replace(/0+$/, '')
  return Math.ceil(digits.length / 2) + 1 + (text.startsWith('-') ? 1 : 0)
}

const binaryBytes = (base64: string): number => Buffer.byteLength(base64, 'base64')

const sum = <T>(values: readonly T[], bytes: (value: T) => number): number =>
  values.reduce((total, value) => total + bytes(value), 0)

const valueBytes = (value: AttributeValue): number => {
  if ('S' in value) return Buffer.byteLength(value.S)
  if ('N' in value) return numberBytes(value.N)
  if ('B' in value) return binaryBytes(value.B)
  if ('SS' in value) return sum(value.SS, text => Buffer.byteLength(text))
  if ('NS' in value) return sum(value.NS, numberBytes)
  if ('BS' in value) return sum(value.BS, binaryBytes)
  if ('L' in value) return containerBytes + sum(value.L, each => 1 + valueBytes(each))
  if ('M' in value) return containerBytes + Object.keys(value.M).length + imageBytes(value.M)
  return 1
}

const imageBytes = (image: Image = {}): number =>
  sum(Object.entries(image), ([name, value]) => Buffer.byteLength(name) + valueBytes(value))

/**
 * `SizeBytes` of a record: its keys and its images by DynamoDB's arithmetic of item sizes. So it was in every record
 * that was recorded on AWS.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export const recordSizeBytes = ({
  Keys,
  NewImage,
  OldImage,
}: NonNullable<StreamRecord['dynamodb']>): number =>
  imageBytes(Keys) + imageBytes(NewImage) + imageBytes(OldImage)
