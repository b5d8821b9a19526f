import { isDeepStrictEqual } from 'node:util'
import type { Amount } from '../../core/attributes/decimal-arithmetic.ts'
import { addNumbers, compareAmounts, negateNumber } from '../../core/attributes/decimal-arithmetic.ts'
import { ExactNumber } from '../../core/attributes/exact-number.ts'
import type { PlainItem } from '../../core/attributes/unmarshal.ts'
import type { UpdateAction } from '../../store/expressions/changes.ts'
import type { Condition, Operand } from '../../store/expressions/condition.ts'
import type { Segments } from '../../store/expressions/path.ts'

/**
 * What a write came to: how it failed, with the item that failed a condition. Where several actions of a transaction
 * fail in several ways, `either` may be reported.
 */
export type WriteOutcome =
  { readonly old: PlainItem | undefined } | { readonly failed: string; readonly item?: PlainItem | undefined }

const isAmount = (value: unknown): value is Amount =>
  typeof value === 'number' || value instanceof ExactNumber

const valueAt = (item: PlainItem | undefined, path: Segments): unknown =>
  path.reduce<unknown>(
    (value, segment) =>
      typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[segment] : undefined,
    item,
  )

const sizeOf = (value: unknown): number | undefined => {
  if (typeof value === 'string' || Array.isArray(value)) return value.length
  if (value instanceof Set) return value.size
  return typeof value === 'object' && value !== null ? Object.keys(value).length : undefined
}

const operandIn = (item: PlainItem | undefined, operand: Operand): unknown => {
  if (operand.operand === 'value') return operand.value
  const value = valueAt(item, operand.path)
  return operand.operand === 'size' ? sizeOf(value) : value
}

/** Negative, 0 or positive; `undefined` when the two cannot be ordered. */
const ordered = (a: unknown, b: unknown): number | undefined => {
  if (isAmount(a) && isAmount(b)) return compareAmounts(a, b)
  return typeof a === 'string' && typeof b === 'string' ? (a < b ? -1 : a > b ? 1 : 0) : undefined
}

const same = (a: unknown, b: unknown): boolean => ordered(a, b) === 0 || isDeepStrictEqual(a, b)

const compares = {
  '=': (a: unknown, b: unknown) => a !== undefined && same(a, b),
  '<>': (a: unknown, b: unknown) => a === undefined || !same(a, b),
  '<': (a: unknown, b: unknown) => (ordered(a, b) ?? 1) < 0,
  '<=': (a: unknown, b: unknown) => (ordered(a, b) ?? 1) <= 0,
  '>': (a: unknown, b: unknown) => (ordered(a, b) ?? -1) > 0,
  '>=': (a: unknown, b: unknown) => (ordered(a, b) ?? -1) >= 0,
}

const contains = (value: unknown, member: unknown): boolean => {
  if (typeof value === 'string') return typeof member === 'string' && value.includes(member)
  return (Array.isArray(value) || value instanceof Set) && [...value].some(each => same(each, member))
}

/** A condition read against a plain item. */
const holds = (condition: Condition, item: PlainItem | undefined): boolean => {
  const of = (operand: Operand): unknown => operandIn(item, operand)
  switch (condition.op) {
    case 'compare':
      return compares[condition.is](of(condition.left), of(condition.right))
    case 'between':
      return (
        compares['>='](of(condition.left), of(condition.low)) &&
        compares['<='](of(condition.left), of(condition.high))
      )
    case 'oneOf':
      return condition.of.some(each => compares['='](of(condition.left), of(each)))
    case 'exists':
      return valueAt(item, condition.path) !== undefined
    case 'absent':
      return valueAt(item, condition.path) === undefined
    case 'prefix': {
      const value = valueAt(item, condition.path)
      return typeof value === 'string' && value.startsWith(String(of(condition.value)))
    }
    case 'contains':
      return contains(valueAt(item, condition.path), of(condition.value))
    case 'and':
      return condition.of.every(each => holds(each, item))
    case 'or':
      return condition.of.some(each => holds(each, item))
    case 'not':
      return !holds(condition.of, item)
    case 'type':
      throw new Error('the plain table knows no types')
  }
}

const refuse = (): never => {
  throw new Error('refused')
}

const summed = (value: unknown, by: Amount): unknown => (isAmount(value) ? addNumbers(value, by) : refuse())

const added = (value: unknown, more: Amount | ReadonlySet<unknown>): unknown => {
  if (more instanceof Set) {
    if (value === undefined) return more
    return value instanceof Set ? new Set([...value, ...more]) : refuse()
  }
  return value === undefined ? more : summed(value, more as Amount)
}

const without = (value: unknown, members: ReadonlySet<unknown>): unknown => {
  if (value === undefined) return undefined
  if (!(value instanceof Set)) return refuse()
  const rest = [...value].filter(each => !members.has(each))
  return rest.length === 0 ? undefined : new Set(rest)
}

const listAt = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : value === undefined ? [] : refuse()

const changed = (change: UpdateAction, value: unknown, item: PlainItem): unknown => {
  switch (change.do) {
    case 'set':
      return operandIn(item, change.to) ?? refuse()
    case 'setIfAbsent':
      return value ?? operandIn(item, change.to) ?? refuse()
    case 'increment':
      return summed(value ?? change.from, change.by)
    case 'decrement':
      return summed(value ?? change.from, negateNumber(change.by))
    case 'append':
      return [...listAt(value), ...change.entries]
    case 'prepend':
      return [...change.entries, ...listAt(value)]
    case 'remove':
      return undefined
    case 'add':
      return added(value, change.value)
    case 'delete':
      return without(value, change.members)
  }
}

const withValue = (item: PlainItem, [first, second]: Segments, value: unknown): PlainItem => {
  if (second === undefined) {
    const { [first]: _, ...rest } = item
    return value === undefined ? rest : { ...item, [first]: value }
  }
  const map = item[first]
  if (typeof map !== 'object' || map === null || Array.isArray(map) || map instanceof Set) return refuse()
  return { ...item, [first]: withValue(map as PlainItem, [String(second)], value) }
}

/** Changes applied to a plain item, all to what it was before; throws where DynamoDB refuses. Paths of up to two names. */
const withChanges = (item: PlainItem, list: readonly UpdateAction[]): PlainItem =>
  list.reduce(
    (next, change) => withValue(next, change.path, changed(change, valueAt(item, change.path), item)),
    item,
  )

/** One write as the plain table takes it. */
export type PlainWrite =
  | { readonly put: PlainItem; readonly condition?: Condition | undefined }
  | { readonly remove: PlainItem; readonly condition?: Condition | undefined }
  | {
      readonly update: PlainItem
      readonly list: readonly UpdateAction[]
      readonly condition?: Condition | undefined
    }

const keyOf = (write: PlainWrite): PlainItem => {
  const { PK, SK } = 'put' in write ? write.put : 'remove' in write ? write.remove : write.update
  return { PK, SK }
}

const textOf = ({ PK, SK }: PlainItem): string => JSON.stringify([PK, SK])

type Result = Extract<WriteOutcome, { failed: string }> | { readonly item: PlainItem | undefined }

const resultOf = (write: PlainWrite, item: PlainItem | undefined): Result => {
  if (write.condition !== undefined && !holds(write.condition, item)) return { failed: 'condition', item }
  if ('put' in write) return { item: write.put }
  if ('remove' in write) return { item: undefined }
  try {
    return { item: withChanges(item ?? keyOf(write), write.list) }
  } catch {
    return { failed: 'refused' }
  }
}

/** A table as a map: what the store's answers are compared with. */
export interface PlainTable {
  readonly get: (key: PlainItem) => PlainItem | undefined
  readonly items: () => readonly PlainItem[]
  /** All writes or none; one write is a transaction of one. */
  readonly write: (writes: readonly PlainWrite[]) => WriteOutcome
}

export const plainTable = (): PlainTable => {
  const items = new Map<string, PlainItem>()
  return {
    get: key => items.get(textOf(key)),
    items: () => [...items.values()],
    write: writes => {
      const results = writes.map(write => resultOf(write, items.get(textOf(keyOf(write)))))
      const failed = new Set(results.flatMap(result => ('failed' in result ? [result.failed] : [])))
      if (failed.size > 1) return { failed: 'either' }
      const broken = results.find(result => 'failed' in result)
      if (broken !== undefined) return broken
      const [first] = writes
      const old = first && items.get(textOf(keyOf(first)))
      writes.forEach((write, index) => {
        const result = results[index]
        const item = result && 'item' in result ? result.item : undefined
        if (item === undefined) items.delete(textOf(keyOf(write)))
        else items.set(textOf(keyOf(write)), item)
      })
      return { old }
    },
  }
}
