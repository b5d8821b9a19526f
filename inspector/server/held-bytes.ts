import type { AttributeValue, Image } from '../../core/attributes/attribute-value.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'

/** Of a value with its type and the slot that names it. */
const ofValue = 64
/** Of a record without its images, and of what is kept beside it. */
const ofRecord = 1_024

const textBytes = (text: string): number => ofValue + 2 * text.length

const allTextBytes = (texts: readonly string[]): number =>
  texts.reduce((sum, text) => sum + textBytes(text), ofValue)

const valueBytes = (value: AttributeValue): number => {
  if ('S' in value) return textBytes(value.S)
  if ('N' in value) return textBytes(value.N)
  if ('M' in value) return ofValue + imageBytes(value.M)
  if ('L' in value) return value.L.reduce((sum, each) => sum + valueBytes(each), ofValue)
  if ('B' in value) return textBytes(value.B)
  if ('SS' in value) return allTextBytes(value.SS)
  if ('NS' in value) return allTextBytes(value.NS)
  return 'BS' in value ? allTextBytes(value.BS) : ofValue
}

const imageBytes = (image: Image | undefined): number => {
  let sum = ofValue
  for (const name in image) {
    const value = image[name]
    sum += ofValue + 2 * name.length + (value === undefined ? 0 : valueBytes(value))
  }
  return sum
}

/**
 * What a record takes of memory, at most about: no text is made of it for that. A character counts two bytes, which only
 * some texts need.
 */
export const heldBytes = ({ dynamodb = {} }: StreamRecord): number => {
  try {
    const { Keys, OldImage, NewImage } = dynamodb
    return ofRecord + imageBytes(Keys) + imageBytes(OldImage) + imageBytes(NewImage)
  } catch {
    // Whatever arrives is kept, also what has no shape of a record.
    return ofRecord + 2 * JSON.stringify(dynamodb).length
  }
}
