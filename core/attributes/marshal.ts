import { raise } from '../errors/pipeline-error.ts'
import type { AttributeValue, Image } from '../record/attribute-value.ts'
import { ExactNumber } from './exact-number.ts'

const refuse = (path: string, found: string): never => {
  throw raise('record.value-unsupported', { path, found })
}

const numberText = (value: number, path: string): string =>
  Number.isFinite(value) ? String(value) : refuse(path, String(value))

const marshalSet = (members: ReadonlySet<unknown>, path: string): AttributeValue => {
  const all = [...members]
  if (all.length > 0 && all.every(member => typeof member === 'string')) return { SS: all }
  const numbers = all.flatMap(member => {
    if (typeof member === 'number') return [numberText(member, path)]
    return member instanceof ExactNumber ? [member.text] : []
  })
  if (all.length > 0 && numbers.length === all.length) return { NS: numbers }
  return refuse(path, all.length === 0 ? 'an empty set' : 'a set of other things than texts or numbers')
}

/**
 * Turns a plain value into a DynamoDB attribute without losing anything; the counterpart of `unmarshal`.
 *
 * @param path - where the value stands in its item, for the error
 * @throws PipelineError `record.value-unsupported` for what DynamoDB cannot hold: NaN, an empty set, a function
 */
export const marshal = (value: unknown, path = ''): AttributeValue => {
  if (value === null) return { NULL: true }
  if (typeof value === 'string') return { S: value }
  if (typeof value === 'boolean') return { BOOL: value }
  if (typeof value === 'number') return { N: numberText(value, path) }
  if (typeof value === 'bigint') return { N: String(value) }
  if (value instanceof ExactNumber) return { N: value.text }
  if (value instanceof Uint8Array) return { B: Buffer.from(value).toString('base64') }
  if (value instanceof Set) return marshalSet(value, path)
  if (Array.isArray(value)) return { L: value.map((entry, index) => marshal(entry, `${path}.${index}`)) }
  if (typeof value === 'object') return { M: marshalItem(value, path) }
  return refuse(path, typeof value)
}

/** Turns a plain item into an image; attributes that are `undefined` are left out. See {@link marshal}. */
export const marshalItem = (item: object, path = ''): Image =>
  Object.fromEntries(
    Object.entries(item).flatMap(([name, value]): [string, AttributeValue][] =>
      value === undefined ? [] : [[name, marshal(value, path === '' ? name : `${path}.${name}`)]],
    ),
  )
