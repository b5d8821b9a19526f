import { raise } from '../errors/pipeline-error.ts'
import type { AttributeValue, Image } from '../record/attribute-value.ts'
import { exactNumber } from './exact-number.ts'

/** An item as a program reads it. */
export type PlainItem = Readonly<Record<string, unknown>>

const bytes = (base64: string): Uint8Array => {
  const buffer = Buffer.from(base64, 'base64')
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength)
}

const unmarshalMap = (image: Image, path: string): Record<string, unknown> => {
  const item: Record<string, unknown> = {}
  for (const name in image) {
    const value = image[name]
    if (value === undefined) continue
    const plain = unmarshal(value, path === '' ? name : `${path}.${name}`)
    if (name === '__proto__') Object.defineProperty(item, name, { value: plain, enumerable: true })
    else item[name] = plain
  }
  return item
}

/**
 * Turns one attribute into a plain value without losing anything: numbers that no JS number holds become
 * {@link "core/attributes/exact-number".ExactNumber}, sets stay sets, binary becomes bytes.
 *
 * @param path - where the attribute stands in its item, for the error
 * @throws PipelineError `record.attribute-unknown`
 */
export const unmarshal = (value: AttributeValue, path = ''): unknown => {
  for (const type in value) {
    // One property decides the type; its value has that type's shape, which the union cannot follow through a switch.
    const content = (value as Readonly<Record<string, unknown>>)[type]
    switch (type) {
      case 'S':
      case 'BOOL':
        return content
      case 'N':
        return exactNumber(content as string)
      case 'M':
        return unmarshalMap(content as Image, path)
      case 'L':
        return (content as readonly AttributeValue[]).map((entry, index) =>
          unmarshal(entry, `${path}.${index}`),
        )
      case 'NULL':
        return null
      case 'SS':
        return new Set(content as readonly string[])
      case 'NS':
        return new Set((content as readonly string[]).map(exactNumber))
      case 'B':
        return bytes(content as string)
      case 'BS':
        return new Set((content as readonly string[]).map(bytes))
      default:
        throw raise('record.attribute-unknown', { path, found: type })
    }
  }
  throw raise('record.attribute-unknown', { path, found: JSON.stringify(value) })
}

/**
 * Turns a whole image into a plain item.
 * @throws PipelineError `record.attribute-unknown`
 */
export const unmarshalImage = (image: Image): PlainItem => unmarshalMap(image, '')
