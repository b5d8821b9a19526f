import { raise } from '../errors/pipeline-error.ts'
import type { AttributeValue, Image } from '../record/attribute-value.ts'
import { exactNumber } from './exact-number.ts'

/** An item as a program reads it. */
export type PlainItem = Readonly<Record<string, unknown>>

const bytes = (base64: string): Uint8Array => {
  const buffer = Buffer.from(base64, 'base64')
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength)
}

/** Where an attribute stands; put together only inside maps and lists, because only an error ever reads it. */
const below = (path: string, name: string | number): string =>
  path === '' ? String(name) : `${path}.${name}`

const readMap = (image: Image, path: string): Record<string, unknown> => {
  const item: Record<string, unknown> = {}
  for (const name in image) {
    const value = image[name]
    if (value === undefined) continue
    const plain = read(value, path, name)
    if (name === '__proto__') Object.defineProperty(item, name, { value: plain, enumerable: true })
    else item[name] = plain
  }
  return item
}

const readList = (values: readonly AttributeValue[], path: string): readonly unknown[] => {
  const list: unknown[] = []
  for (const value of values) list.push(read(value, path, list.length))
  return list
}

const readNumbers = (texts: readonly string[]): ReadonlySet<unknown> => {
  const numbers = new Set<unknown>()
  for (const text of texts) numbers.add(exactNumber(text))
  return numbers
}

const readRare = (value: AttributeValue, path: string): unknown => {
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
        return readMap(content as Image, path)
      case 'L':
        return readList(content as readonly AttributeValue[], path)
      case 'NULL':
        return null
      case 'SS':
        return new Set(content as readonly string[])
      case 'NS':
        return readNumbers(content as readonly string[])
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

/** Four in five attributes are text or numbers: asking for these by name first spares the loop over the types. */
const read = (value: AttributeValue, path: string, name: string | number): unknown => {
  const { S, N } = value as { readonly S?: string; readonly N?: string }
  if (S !== undefined) return S
  return N === undefined ? readRare(value, below(path, name)) : exactNumber(N)
}

/**
 * Turns one attribute into a plain value without losing anything: numbers that no JS number holds become
 * {@link "core/attributes/exact-number".ExactNumber}, sets stay sets, binary becomes bytes.
 *
 * @param path - where the attribute stands in its item, for the error
 * @throws PipelineError `record.attribute-unknown`
 */
export const unmarshal = (value: AttributeValue, path = ''): unknown => read(value, '', path)

/**
 * Turns a whole image into a plain item.
 * @throws PipelineError `record.attribute-unknown`
 */
export const unmarshalImage = (image: Image): PlainItem => readMap(image, '')
