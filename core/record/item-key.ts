import { canonicalNumber } from '../attributes/decimal.ts'
import type { AttributeValue, Image } from '../attributes/attribute-value.ts'

const reserved = /[%|!]/

const escape = (text: string): string =>
  reserved.test(text) ? text.replaceAll('%', '%25').replaceAll('|', '%7C').replaceAll('!', '%21') : text

/** Whoever asks has the name of the value from the key itself. */
const partOf = (found: AttributeValue | undefined): string => {
  const value = found as AttributeValue
  if ('S' in value) return escape(value.S)
  if ('N' in value) return `!${canonicalNumber(value.N)}`
  if ('B' in value) return `!!${value.B}`
  // DynamoDB has no other key types; whatever this is, it must still not collide with a proper key.
  return `!!!${escape(JSON.stringify(value))}`
}

/**
 * Canonical text of an item's key: equal for equal keys however their attributes are ordered, different for
 * different ones whatever characters they hold. Usable as a document id.
 *
 * Values stand in the order of their attribute names, joined by `|`: `USER#1|ORDER#7`. Numbers are `!42`, binary
 * is `!!` and base64; `%`, `|` and `!` inside text are percent-encoded.
 *
 * @example
 * ```ts
 * itemKey({ PK: { S: 'USER#1' }, SK: { S: 'ORDER#7' } }) // 'USER#1|ORDER#7'
 * ```
 */
export const itemKey = (keys: Image): string => {
  let first: string | undefined
  let second: string | undefined
  for (const name in keys) {
    if (first === undefined) first = name
    else if (second === undefined) second = name
    else return joinAll(keys)
  }
  if (first === undefined) return ''
  if (second === undefined) return partOf(keys[first])
  return first < second ? join(keys, first, second) : join(keys, second, first)
}

const joinAll = (keys: Image): string =>
  Object.keys(keys)
    .sort()
    .map(name => partOf(keys[name]))
    .join('|')

const join = (keys: Image, first: string, second: string): string =>
  `${partOf(keys[first])}|${partOf(keys[second])}`
