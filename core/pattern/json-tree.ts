import type { AnyNumber } from '../attributes/exact-number.ts'
import { parseDecimal, zero } from '../attributes/decimal.ts'
import { exactNumber } from '../attributes/exact-number.ts'

/** JSON as it was written: nothing said twice is lost, and numbers keep all their digits. */
export type JsonTree =
  | {
      readonly type: 'object'
      readonly entries: readonly (readonly [name: string, value: JsonTree])[]
    }
  | { readonly type: 'array'; readonly items: readonly JsonTree[] }
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'number'; readonly value: AnyNumber; readonly text: string }
  | { readonly type: 'literal'; readonly value: boolean | null }

/** The next thing in JSON that is known to be valid: a string, a number, a word or a sign. */
const token = /[\s,:]*("[^"\\]*(?:\\.[^"\\]*)*"|[^\s,:{}[\]"]+|[{}[\]])/sy

const reader = (text: string): (() => string) => {
  let at = 0
  return () => {
    token.lastIndex = at
    const found = token.exec(text)?.[1] ?? ''
    at = token.lastIndex
    return found
  }
}

const most = 126
const least = -129
const digitsKept = 38

/**
 * JSON has numbers that DynamoDB has not. One beyond its range is taken for the last one in it, and of more than 38
 * digits the first 38 count: it keeps its place among the others, and is never taken for zero.
 */
const numberIn = (text: string): AnyNumber => {
  const { negative, digits, exponent } = parseDecimal(text) ?? zero
  const sign = negative ? '-' : ''
  if (exponent > most) return exactNumber(`${sign}9.${'9'.repeat(digitsKept - 1)}E+${most - 1}`)
  if (exponent < least) return exactNumber(`${sign}1.${'0'.repeat(digitsKept - 2)}1E${least - 1}`)
  return exactNumber(`${sign}0.${digits.slice(0, digitsKept)}E${exponent}`)
}

const itemsUntil = (end: string, next: () => string): readonly JsonTree[] => {
  const items: JsonTree[] = []
  for (let first = next(); first !== end; first = next()) items.push(treeFrom(first, next))
  return items
}

const entriesFrom = (next: () => string): readonly (readonly [string, JsonTree])[] => {
  const entries: (readonly [string, JsonTree])[] = []
  for (let name = next(); name !== '}'; name = next())
    entries.push([JSON.parse(name) as string, treeFrom(next(), next)])
  return entries
}

const treeFrom = (first: string, next: () => string): JsonTree => {
  switch (first.charAt(0)) {
    case '{':
      return { type: 'object', entries: entriesFrom(next) }
    case '[':
      return { type: 'array', items: itemsUntil(']', next) }
    case '"':
      return { type: 'string', value: JSON.parse(first) as string }
    case 't':
    case 'f':
    case 'n':
      return { type: 'literal', value: JSON.parse(first) as boolean | null }
    default:
      return { type: 'number', value: numberIn(first), text: first }
  }
}

/**
 * Reads JSON without losing what `JSON.parse` loses: names that come twice, and digits.
 * @throws SyntaxError with JavaScript's own words, for text that is not JSON
 */
export const jsonTree = (text: string): JsonTree => {
  JSON.parse(text)
  const next = reader(text)
  return treeFrom(next(), next)
}

/** The plain value: of a name that comes twice the last counts, and numbers beyond a double are ExactNumbers. */
export const plainValue = (tree: JsonTree): unknown => {
  switch (tree.type) {
    case 'object':
      return Object.fromEntries(tree.entries.map(([name, value]) => [name, plainValue(value)]))
    case 'array':
      return tree.items.map(plainValue)
    default:
      return tree.value
  }
}
