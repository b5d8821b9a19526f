import * as types from 'node:util/types'
import { ExactNumber } from './exact-number.ts'
import type { JsonPlace } from './json-place.ts'
import { enter, pathTo, refuse } from './json-place.ts'
import { isPlainObject, kindOf } from './plain-object.ts'
import { nameJson, textJson } from './well-formed-text.ts'

type Name = string | number | undefined

/** `canonical`: the same text for the same content, with names and members of sets sorted. */
type Order = 'canonical' | 'as-given'

const bytesIn = (value: object): Buffer | undefined => {
  if (ArrayBuffer.isView(value)) return Buffer.from(value.buffer, value.byteOffset, value.byteLength)
  return types.isAnyArrayBuffer(value) ? Buffer.from(value) : undefined
}

const dateJson = (value: Date, place: JsonPlace): string => {
  // Not by its own methods: a date of another realm is a date all the same.
  if (Number.isNaN(Date.prototype.getTime.call(value))) return refuse('a Date that is no time', place)
  return `"${Date.prototype.toISOString.call(value)}"`
}

const listJson = (values: readonly unknown[], order: Order, place: JsonPlace): string => {
  let text = ''
  for (let index = 0; index < values.length; index += 1) {
    const entry = written(values[index], order, place, index) ?? 'null'
    text += index === 0 ? entry : `,${entry}`
  }
  return `[${text}]`
}

const setJson = (members: ReadonlySet<unknown>, order: Order, place: JsonPlace): string => {
  const texts = Array.from(members, (member, index) => written(member, order, place, index) ?? 'null')
  return `[${(order === 'canonical' ? texts.sort() : texts).join(',')}]`
}

const fieldsJson = (value: object, order: Order, place: JsonPlace): string => {
  const fields = value as Readonly<Record<string, unknown>>
  const names = Object.keys(fields)
  if (order === 'canonical') names.sort()
  let text = ''
  for (const name of names) {
    const field = written(fields[name], order, place, name)
    if (field === undefined) continue
    const known = name.isWellFormed() ? JSON.stringify(name) : nameJson(name, pathTo(place))
    text += text === '' ? `${known}:${field}` : `,${known}:${field}`
  }
  return `{${text}}`
}

/** A copy of the object, say: it has the function that gave it, which was asked already and is no content. */
const isSpoken = (result: unknown): result is object =>
  typeof result === 'object' &&
  result !== null &&
  isPlainObject(result) &&
  typeof (result as { readonly toJSON?: unknown }).toJSON === 'function'

/** What `toJSON` gave for the value at a place. */
const givenJson = (given: unknown, order: Order, place: JsonPlace): string | undefined => {
  if (!isSpoken(given)) return written(given, order, place, undefined)
  const { toJSON: _, ...fields } = given as { readonly toJSON?: unknown }
  return fieldsJson(fields, order, given === place.value ? place : enter(given, place, undefined))
}

/** Whatever is neither a plain object nor an array of this realm, in the order of the rule. */
const rareJson = (value: object, order: Order, place: JsonPlace): string | undefined => {
  const bytes = bytesIn(value)
  if (bytes !== undefined) return `"${bytes.toString('base64')}"`
  if (types.isSet(value)) return setJson(value, order, place)
  if (value instanceof ExactNumber) return value.text
  if (types.isDate(value)) return dateJson(value, place)
  const { toJSON } = value as { readonly toJSON?: unknown }
  if (typeof toJSON === 'function') {
    const result: unknown = toJSON.call(value, String(place.name ?? ''))
    if (result !== value || isSpoken(result)) return givenJson(result, order, place)
  }
  if (Array.isArray(value)) return listJson(value, order, place)
  if (isPlainObject(value)) return fieldsJson(value, order, place)
  return refuse(`a ${kindOf(value)}`, place)
}

/** What `toJSON` of an exact number gives, also one of another copy of this package. */
const isRaw = (value: object): boolean =>
  (JSON as unknown as { readonly isRawJSON: (value: object) => boolean }).isRawJSON(value)

const objectJson = (
  value: object,
  order: Order,
  above: JsonPlace | undefined,
  name: Name,
): string | undefined => {
  const place = enter(value, above, name)
  const prototype: unknown = Object.getPrototypeOf(value)
  // Nearly all are these two, and the questions that tell the others apart take longer than to write them.
  if (typeof (value as { readonly toJSON?: unknown }).toJSON !== 'function') {
    if (prototype === Object.prototype) return fieldsJson(value, order, place)
    if (Array.isArray(value)) return listJson(value, order, place)
  }
  return isRaw(value) ? JSON.stringify(value) : rareJson(value, order, place)
}

/** `undefined` for what is left out. */
const written = (
  value: unknown,
  order: Order,
  above: JsonPlace | undefined,
  name: Name,
): string | undefined => {
  switch (typeof value) {
    case 'string':
      // An escape is text to a queue; an index has to make UTF-8 of what it stands for.
      return order === 'canonical' ? textJson(value) : JSON.stringify(value)
    case 'number':
      return Number.isFinite(value) ? String(value === 0 ? 0 : value) : refuse(String(value), above, name)
    case 'boolean':
      return value ? 'true' : 'false'
    case 'bigint':
      return value.toString()
    case 'undefined':
      return undefined
    case 'object':
      return value === null ? 'null' : objectJson(value, order, above, name)
    default:
      return refuse(`a ${typeof value}`, above, name)
  }
}

/**
 * JSON of whatever leaves the process, by one rule, in this order: bytes as base64, sets as arrays, exact numbers and
 * bigints with all their digits, dates as ISO 8601; then what `toJSON` gives, by the same rule; plain objects and
 * arrays; `undefined` is left out, and `null` in arrays. Everything else is refused with its path, because what it
 * would be written as (`{}` for a Map, a RegExp or a promise) is not what it is. Things of another realm are taken
 * by what they are.
 *
 * @throws PipelineError `sink.value-unsupported`; `record.text-malformed` for a field's name
 */
export const jsonText = (value: unknown, order: Order = 'as-given'): string =>
  written(value, order, undefined, undefined) ?? 'null'
