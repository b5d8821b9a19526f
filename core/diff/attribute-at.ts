import type { PathParts } from '../path/path-parts.ts'
import { pathParts } from '../path/path-parts.ts'
import type { AttributeValue, Image } from '../attributes/attribute-value.ts'
import { ownAttribute, sameAttribute } from './same-attribute.ts'

/** Where something stands in an image: names of attributes and keys of maps, numbers of list entries. */
export type ImageAddress = readonly (string | number)[]

/** What stands at a path, and where that is. */
export interface Located {
  readonly address: ImageAddress
  readonly value: AttributeValue
}

const digits = /^(?:0|[1-9]\d*)$/

const positionOf = (part: string | number): number => (digits.test(String(part)) ? Number(part) : -1)

/** The rest of a path as one name, where it can be one: a position in brackets is never a part of a name. */
const wholeName = (parts: PathParts): string | undefined =>
  parts.every(part => typeof part === 'string') ? parts.join('.') : undefined

/** In a map the whole rest is looked for first, because names may have dots; then its first part. */
const inMap = (map: Image, address: ImageAddress, parts: PathParts): Located | undefined => {
  const [first, ...rest] = parts
  const whole = rest.length === 0 ? first : wholeName(parts)
  const found = typeof whole === 'string' ? ownAttribute(map, whole) : undefined
  if (typeof whole === 'string' && found !== undefined) return { address: [...address, whole], value: found }
  if (typeof first !== 'string') return undefined
  const next = ownAttribute(map, first)
  return next && within({ address: [...address, first], value: next }, rest)
}

/** What stands at the rest of a path. A part of digits is what is there: a key of a map, a position of a list. */
const within = (found: Located, parts: PathParts): Located | undefined => {
  const [first, ...rest] = parts
  if (first === undefined) return found
  const { address, value } = found
  if ('M' in value) return inMap(value.M, address, parts)
  const position = positionOf(first)
  const entry = 'L' in value ? value.L[position] : undefined
  return entry && within({ address: [...address, position], value: entry }, rest)
}

/** What stands at a dotted path, with the address that it was found at: see {@link attributeAt}. */
export const locate = (image: Image | undefined, path: string): Located | undefined =>
  image && inMap(image, [], pathParts(path))

/**
 * The attribute at a dotted path, or `undefined`: `address.city`, `lines[0].sku`. A part of digits is read by what is
 * there: `prices.2024` is a key of a map, `lines.0.sku` the first entry of a list; `[0]` is always a position and
 * never a part of a name. An attribute or a key whose own
 * name has dots is found by its whole name first.
 */
export const attributeAt = (image: Image | undefined, path: string): AttributeValue | undefined => {
  if (image === undefined) return undefined
  if (!path.includes('.') && !path.includes('[')) return ownAttribute(image, path)
  return locate(image, path)?.value
}

/** True when two attributes differ by value; absent against present differs. */
export const attributeChanged = (
  old: AttributeValue | undefined,
  current: AttributeValue | undefined,
): boolean => (old === undefined || current === undefined ? old !== current : !sameAttribute(old, current))
