import { raise } from '../errors/pipeline-error.ts'
import type { AttributeValue, Image } from './attribute-value.ts'
import { recordFaults } from '../errors/record-faults.ts'
import { below } from './below.ts'
import { exactNumber } from './exact-number.ts'

/** An item as a program reads it. */
export type PlainItem = Readonly<Record<string, unknown>>

/** In memory of their own: a Buffer is a view of a pool, and `structuredClone` would copy what else is in it. */
const bytes = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, 'base64'))

/** Only what is wrong is named, never what is there: values are not for messages. */
const malformed = (path: string, problem: string): Error =>
  raise(recordFaults, 'record.attribute-malformed', { path, problem })

const readMap = (image: Image, path: string): Record<string, unknown> => {
  const item: Record<string, unknown> = {}
  for (const name in image) {
    const value = image[name]
    if (value === undefined) continue
    const plain = read(value, path, name)
    if (name === '__proto__') {
      // Not by assignment, which would change the prototype.
      Object.defineProperty(item, name, {
        value: plain,
        enumerable: true,
        configurable: true,
        writable: true,
      })
    } else item[name] = plain
  }
  return item
}

const readList = (values: readonly AttributeValue[], path: string): readonly unknown[] => {
  const list: unknown[] = []
  for (const value of values) list.push(read(value, path, list.length))
  return list
}

const readSet = (type: string, members: readonly unknown[], path: string): ReadonlySet<unknown> => {
  const set = new Set<unknown>()
  for (const [index, member] of members.entries()) {
    if (typeof member !== 'string') throw malformed(path, `a member of its ${type} is no text`)
    set.add(type === 'SS' ? member : type === 'NS' ? exactNumber(member, path, index) : bytes(member))
  }
  return set
}

const isMap = (content: unknown): content is Image =>
  typeof content === 'object' && content !== null && !Array.isArray(content)

/** `undefined` for what does not hold what its type says. */
const readContent = (type: string, content: unknown, path: string): unknown => {
  switch (type) {
    case 'BOOL':
      return typeof content === 'boolean' ? content : undefined
    case 'M':
      return isMap(content) ? readMap(content, path) : undefined
    case 'L':
      return Array.isArray(content) ? readList(content as readonly AttributeValue[], path) : undefined
    case 'NULL':
      return content === true ? null : undefined
    case 'SS':
    case 'NS':
    case 'BS':
      return Array.isArray(content) ? readSet(type, content, path) : undefined
    case 'B':
      return typeof content === 'string' ? bytes(content) : undefined
    case 'S':
    case 'N':
      // Text is read before it comes to this.
      return undefined
    default:
      throw raise(recordFaults, 'record.attribute-unknown', { path, found: type })
  }
}

const readRare = (value: AttributeValue, path: string): unknown => {
  const types = Object.keys(value)
  const [type] = types
  if (type === undefined || types.length > 1) throw malformed(path, `it has ${types.length} types`)
  const plain = readContent(type, (value as Readonly<Record<string, unknown>>)[type], path)
  if (plain === undefined) throw malformed(path, `it does not hold what its type ${type} says`)
  return plain
}

/** Four in five attributes are text or numbers: asking for these by name first spares the look at the types. */
const read = (value: AttributeValue, path: string, name: string | number): unknown => {
  if (typeof value !== 'object' || (value as unknown) === null)
    throw malformed(below(path, name), 'it has no type')
  const { S, N } = value as { readonly S?: unknown; readonly N?: unknown }
  if (typeof S === 'string' && N === undefined) return S
  if (typeof N === 'string' && S === undefined) return exactNumber(N, path, name)
  return readRare(value, below(path, name))
}

/**
 * Turns one attribute into a plain value without losing anything: numbers that no JS number holds become
 * `ExactNumber`, sets stay sets, binary becomes bytes.
 *
 * @param path - where the attribute stands in its item, for the error
 * @throws PipelineError `record.attribute-unknown`, `record.attribute-malformed`, `record.number-invalid`
 */
export const unmarshal = (value: AttributeValue, path = ''): unknown => read(value, '', path)

/**
 * Turns a whole image into a plain item.
 * @throws PipelineError `record.attribute-unknown`, `record.attribute-malformed`, `record.number-invalid`
 */
export const unmarshalImage = (image: Image): PlainItem => readMap(image, '')
