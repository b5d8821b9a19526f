import type { AttributeValue, Image } from '../attributes/attribute-value.ts'
import { ownAttribute, sameAttribute } from './same-attribute.ts'

/** Where in an item: attribute names, and positions inside lists; empty for the item as a whole. */
export type DiffPath = readonly (string | number)[]

/** One difference between two images, marshalled. */
export type DiffEntry =
  | { readonly op: 'add'; readonly path: DiffPath; readonly to: AttributeValue }
  | { readonly op: 'remove'; readonly path: DiffPath; readonly from: AttributeValue }
  | {
      readonly op: 'change'
      readonly path: DiffPath
      readonly from: AttributeValue
      readonly to: AttributeValue
    }
  | {
      readonly op: 'set'
      readonly path: DiffPath
      readonly type: SetType
      readonly added: readonly string[]
      readonly removed: readonly string[]
    }

/** The set types of DynamoDB. */
export type SetType = 'SS' | 'NS' | 'BS'

const membersOf = (value: AttributeValue, type: SetType): readonly string[] | undefined =>
  (value as Readonly<Partial<Record<SetType, readonly string[]>>>)[type]

const setTypes: readonly SetType[] = ['SS', 'NS', 'BS']

/** Members by value: `1.0` and `1` are one member of a number set. */
const without = (members: readonly string[], others: readonly string[], type: SetType): readonly string[] => {
  if (type !== 'NS') {
    const known = new Set(others)
    return members.filter(member => !known.has(member))
  }
  return members.filter(member => !others.some(other => sameAttribute({ N: member }, { N: other })))
}

const diffSets = (from: AttributeValue, to: AttributeValue, path: DiffPath): DiffEntry | undefined => {
  for (const type of setTypes) {
    const old = membersOf(from, type)
    const current = membersOf(to, type)
    if (old === undefined || current === undefined) continue
    return { op: 'set', path, type, added: without(current, old, type), removed: without(old, current, type) }
  }
  return undefined
}

const diffLists = (
  from: readonly AttributeValue[],
  to: readonly AttributeValue[],
  path: DiffPath,
  found: DiffEntry[],
): void => {
  const longest = Math.max(from.length, to.length)
  for (let index = 0; index < longest; index += 1) diffOne(from[index], to[index], path, index, found)
}

const diffMaps = (from: Image, to: Image, path: DiffPath, found: DiffEntry[]): void => {
  let shared = 0
  for (const name in from) {
    const current = ownAttribute(to, name)
    if (current !== undefined) shared += 1
    diffOne(from[name], current, path, name, found)
  }
  // Few changes add an attribute, and counting tells sooner than asking for each.
  if (shared === Object.keys(to).length) return
  for (const name in to) {
    if (!Object.hasOwn(from, name)) diffOne(undefined, to[name], path, name, found)
  }
}

/** Most differences are at the top, where a spread would reserve room for sixteen steps more. */
const stepTo = (parent: DiffPath, name: string | number): DiffPath =>
  parent.length === 0 ? [name] : [...parent, name]

/** Most attributes of most changes are equal, so no path is built before a difference is known. */
const diffOne = (
  from: AttributeValue | undefined,
  to: AttributeValue | undefined,
  parent: DiffPath,
  name: string | number,
  found: DiffEntry[],
): void => {
  if (from === undefined) {
    if (to !== undefined) found.push({ op: 'add', path: stepTo(parent, name), to })
  } else if (to === undefined) found.push({ op: 'remove', path: stepTo(parent, name), from })
  else if (!sameAttribute(from, to)) diffDifferent(from, to, stepTo(parent, name), found)
}

const diffDifferent = (
  from: AttributeValue,
  to: AttributeValue,
  path: DiffPath,
  found: DiffEntry[],
): void => {
  if ('S' in from || 'N' in from) found.push({ op: 'change', path, from, to })
  else if ('M' in from && 'M' in to) diffMaps(from.M, to.M, path, found)
  else if ('L' in from && 'L' in to) diffLists(from.L, to.L, path, found)
  else found.push(diffSets(from, to, path) ?? { op: 'change', path, from, to })
}

/**
 * What changed from one image to the other, on the marshalled form: nothing is unmarshalled, so no digit and no set
 * member is lost. An item that appears or disappears is one `add` or `remove` of the whole, as a map at the empty path.
 * A type change is a `change` between two types; a set shows its members added and removed; list elements are compared
 * by position, so removing the last ones comes as `remove` entries in rising order.
 */
export const diffImages = (before: Image | undefined, after: Image | undefined): readonly DiffEntry[] => {
  if (before === undefined) return after === undefined ? [] : [{ op: 'add', path: [], to: { M: after } }]
  if (after === undefined) return [{ op: 'remove', path: [], from: { M: before } }]
  const found: DiffEntry[] = []
  diffMaps(before, after, [], found)
  return found
}
