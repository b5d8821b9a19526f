import { raise } from '../errors/pipeline-error.ts'
import type { AttributeValue, Image } from './attribute-value.ts'
import { recordFaults } from '../errors/record-faults.ts'
import { below } from './below.ts'
import { numberProblem } from './decimal.ts'
import { ExactNumber } from './exact-number.ts'
import { isPlainObject, kindOf } from './plain-object.ts'

const refuse = (path: string, found: string): never => {
  throw raise(recordFaults, 'record.value-unsupported', { path, found })
}

const numberText = (value: number | bigint, path: string): string => {
  const text = String(value)
  if (numberProblem(text) === undefined) return text
  return refuse(path, Number.isFinite(Number(text)) ? 'a number of that size or length' : text)
}

const numberIn = (member: unknown, path: string): readonly string[] => {
  if (typeof member === 'number' || typeof member === 'bigint') return [numberText(member, path)]
  return member instanceof ExactNumber ? [member.text] : []
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')

const marshalSet = (members: ReadonlySet<unknown>, path: string): AttributeValue => {
  const all = [...members]
  if (all.length === 0) return refuse(path, 'an empty set')
  if (all.every(member => typeof member === 'string')) return { SS: all }
  if (all.every(member => member instanceof Uint8Array)) return { BS: all.map(base64) }
  const numbers = all.flatMap(member => numberIn(member, path))
  if (numbers.length === all.length) return { NS: numbers }
  return refuse(path, 'a set of other things than texts, numbers or bytes alone')
}

/**
 * Turns a plain value into a DynamoDB attribute without losing anything; the counterpart of `unmarshal`.
 *
 * @param path - where the value stands in its item, for the error
 * @throws PipelineError `record.value-unsupported` for what DynamoDB cannot hold: NaN, an empty set, a function, a Date
 */
export const marshal = (value: unknown, path = ''): AttributeValue => {
  if (value === null) return { NULL: true }
  if (typeof value === 'string') return { S: value }
  if (typeof value === 'boolean') return { BOOL: value }
  if (typeof value === 'number' || typeof value === 'bigint') return { N: numberText(value, path) }
  if (value instanceof ExactNumber) return { N: value.text }
  if (value instanceof Uint8Array) return { B: base64(value) }
  if (value instanceof Set) return marshalSet(value, path)
  if (Array.isArray(value)) return { L: value.map((entry, index) => marshal(entry, below(path, index))) }
  if (typeof value !== 'object') return refuse(path, typeof value)
  return isPlainObject(value) ? { M: marshalItem(value, path) } : refuse(path, `a ${kindOf(value)}`)
}

/** Turns a plain item into an image; attributes that are `undefined` are left out. See {@link marshal}. */
export const marshalItem = (item: object, path = ''): Image =>
  Object.fromEntries(
    Object.entries(item).flatMap(([name, value]): [string, AttributeValue][] =>
      value === undefined ? [] : [[name, marshal(value, below(path, name))]],
    ),
  )
