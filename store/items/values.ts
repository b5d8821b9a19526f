import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { ExactNumber } from '../../core/attributes/exact-number.ts'
import type { FloatRule } from '../../core/attributes/number-text.ts'
import { numberText, plainNumber } from '../../core/attributes/number-text.ts'
import { isPlainObject, kindOf } from '../../core/attributes/plain-object.ts'
import type { PlainItem } from '../../core/attributes/unmarshal.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import { recordFaults } from '../../core/errors/record-faults.ts'
import { storeFaults } from '../faults.ts'

/** An item as the SDK takes and gives it. */
export type SdkItem = Record<string, AttributeValue>

/** How values are written: see the options of `table`. */
export interface WriteRules {
  readonly floats: FloatRule
  readonly removeUndefined: boolean
}

/** Sets an attribute, also one called `__proto__`, which an assignment would take for something else. */
export const setOwn = <T>(into: Record<string, T>, name: string, value: T): void => {
  if (name === '__proto__')
    Object.defineProperty(into, name, { value, enumerable: true, configurable: true, writable: true })
  else into[name] = value
}

/** Where a value stands. Only an error needs it as a text, so none is made before. */
const under = (path: string, name: string | number): string => {
  if (name === '') return path
  return path === '' ? String(name) : `${path}.${name}`
}

const unsupported = (path: string, found: string): Error =>
  raise(storeFaults, 'store.value-unsupported', { path: path === '' ? 'the top' : path, found })

const isNumber = (value: unknown): value is number | bigint | ExactNumber =>
  typeof value === 'number' || typeof value === 'bigint' || value instanceof ExactNumber

const sdkSet = (members: ReadonlySet<unknown>, { floats }: WriteRules, path: string): AttributeValue => {
  const all = [...members]
  if (all.length === 0) throw unsupported(path, 'an empty set')
  if (all.every(member => typeof member === 'string')) return { SS: all }
  if (all.every(isNumber)) {
    // Numbers that differ in JS may be one: 1 and 1n, or two that rounding brings together.
    return { NS: [...new Set(all.map(member => numberText(member, path, floats)))] }
  }
  if (all.every(member => member instanceof Uint8Array)) return { BS: all }
  throw unsupported(path, 'a set of other things than texts, numbers or bytes alone')
}

/** Nearly all values are texts and numbers, which are told without a look at what else they might be. */
const writtenValue = (
  value: unknown,
  rules: WriteRules,
  path: string,
  name: string | number,
): AttributeValue => {
  if (typeof value === 'string') return { S: value }
  if (typeof value === 'number' && Number.isSafeInteger(value))
    return { N: value === 0 ? '0' : String(value) }
  return writtenRare(value, rules, under(path, name))
}

const writtenList = (values: readonly unknown[], rules: WriteRules, path: string): AttributeValue[] => {
  const list: AttributeValue[] = []
  // Not by map, which would leave the holes of an array as holes.
  for (const value of values) list.push(writtenValue(value, rules, path, list.length))
  return list
}

const writtenRare = (value: unknown, rules: WriteRules, path: string): AttributeValue => {
  if (isNumber(value)) return { N: numberText(value, path, rules.floats) }
  if (typeof value === 'boolean') return { BOOL: value }
  if (value === null) return { NULL: true }
  if (value === undefined) throw raise(storeFaults, 'store.value-undefined', { path })
  if (value instanceof Uint8Array) return { B: value }
  if (value instanceof Set) return sdkSet(value, rules, path)
  if (Array.isArray(value)) return { L: writtenList(value, rules, path) }
  if (typeof value !== 'object') throw unsupported(path, `a ${typeof value}`)
  if (isPlainObject(value)) return { M: sdkItem(value, rules, path) }
  throw unsupported(path, `a ${kindOf(value)}`)
}

/**
 * Turns a plain value into what the SDK takes, exactly: `undefined`, floats and things that DynamoDB has no type for
 * are refused, not changed.
 *
 * @param path - where the value stands in its item, for the error
 * @throws PipelineError `store.value-undefined`, `store.value-unsupported`, `store.number-inexact`,
 * `store.number-out-of-range`
 */
export const sdkValue = (value: unknown, rules: WriteRules, path: string): AttributeValue =>
  writtenValue(value, rules, path, '')

/** Turns a plain item into what the SDK takes. See {@link sdkValue}. */
export const sdkItem = (item: object, rules: WriteRules, path = ''): SdkItem => {
  const made: SdkItem = {}
  const fields = item as Readonly<Record<string, unknown>>
  for (const name of Object.keys(item)) {
    const value = fields[name]
    if (value === undefined && rules.removeUndefined) continue
    setOwn(made, name, writtenValue(value, rules, path, name))
  }
  return made
}

/**
 * Turns one of the SDK's values into a plain one without losing a digit.
 * @param name - the attribute that it is, or stands in, for the error
 */
const plainValue = (value: AttributeValue, name: string): unknown => {
  // The SDK gives no value for an attribute called __proto__.
  if ((value as unknown) === undefined) {
    throw raise(recordFaults, 'record.attribute-unknown', { path: name, found: 'nothing' })
  }
  if (value.S !== undefined) return value.S
  if (value.N !== undefined) return plainNumber(value.N, name)
  if (value.M !== undefined) return plainItem(value.M)
  if (value.L !== undefined) return value.L.map(entry => plainValue(entry, name))
  if (value.BOOL !== undefined) return value.BOOL
  if (value.NULL !== undefined) return null
  if (value.B !== undefined) return value.B
  if (value.SS !== undefined) return new Set(value.SS)
  if (value.NS !== undefined) return new Set(value.NS.map(text => plainNumber(text, name)))
  if (value.BS !== undefined) return new Set(value.BS)
  throw raise(recordFaults, 'record.attribute-unknown', {
    path: name,
    found: Object.keys(value).join() || 'none',
  })
}

/** Turns one of the SDK's items into a plain one. See {@link plainValue}. */
export const plainItem = (item: Readonly<SdkItem>): PlainItem => {
  const made: Record<string, unknown> = {}
  for (const name of Object.keys(item)) setOwn(made, name, plainValue(item[name] as AttributeValue, name))
  return made
}
