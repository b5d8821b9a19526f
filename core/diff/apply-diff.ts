import { ownAttribute } from './same-attribute.ts'
import type { AttributeValue, Image } from '../attributes/attribute-value.ts'
import { compareNumbers } from '../attributes/decimal.ts'
import type { DiffEntry, SetType } from './image-diff.ts'

type Mutable = Record<string, AttributeValue>

const sameMember = (type: SetType, a: string, b: string): boolean =>
  type === 'NS' ? compareNumbers(a, b) === 0 : a === b

const applySet = (
  value: AttributeValue | undefined,
  entry: Extract<DiffEntry, { op: 'set' }>,
): AttributeValue => {
  const { type, added, removed } = entry
  const members = (value as Readonly<Partial<Record<SetType, readonly string[]>>> | undefined)?.[type] ?? []
  const kept = members.filter(member => !removed.some(gone => sameMember(type, gone, member)))
  // The key is one of the three set types and the members are its text, which a computed name does not tell.
  return { [type]: [...kept, ...added] } as unknown as AttributeValue
}

const replacement = (value: AttributeValue | undefined, entry: DiffEntry): AttributeValue | undefined => {
  if (entry.op === 'set') return applySet(value, entry)
  return 'to' in entry ? entry.to : undefined
}

const applyInList = (
  list: readonly AttributeValue[],
  index: number,
  entry: DiffEntry,
  depth: number,
): AttributeValue => {
  const copy = [...list]
  const value = applyAt(copy[index], entry, depth)
  // Removed elements are always the last ones, named in rising order: cutting at the first removes them all.
  if (value === undefined) return { L: copy.slice(0, index) }
  copy[index] = value
  return { L: copy }
}

const applyInMap = (map: Image, name: string, entry: DiffEntry, depth: number): Image => {
  const copy: Mutable = { ...map }
  const value = applyAt(ownAttribute(copy, name), entry, depth)
  if (value === undefined) Reflect.deleteProperty(copy, name)
  else Object.defineProperty(copy, name, { value, enumerable: true, configurable: true, writable: true })
  return copy
}

const applyAt = (
  value: AttributeValue | undefined,
  entry: DiffEntry,
  depth: number,
): AttributeValue | undefined => {
  const next = entry.path[depth]
  if (next === undefined) return replacement(value, entry)
  if (typeof next === 'number') {
    return applyInList(value !== undefined && 'L' in value ? value.L : [], next, entry, depth + 1)
  }
  return { M: applyInMap(value !== undefined && 'M' in value ? value.M : {}, next, entry, depth + 1) }
}

/**
 * The image that the diff leads to: `applyDiff(a, diffImages(a, b))` holds the same values as `b`, and is `undefined`
 * where there is no item any more.
 */
export const applyDiff = (before: Image | undefined, diff: readonly DiffEntry[]): Image | undefined => {
  const item = diff.reduce<AttributeValue | undefined>(
    (value, entry) => applyAt(value, entry, 0),
    before && { M: before },
  )
  return item !== undefined && 'M' in item ? item.M : undefined
}
