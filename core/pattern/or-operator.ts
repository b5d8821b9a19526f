import type { JsonTree } from './json-tree.ts'

/** Names that may not stand in an alternative of `$or`: of operators, and those that AWS keeps for later. */
const reserved = new Set([
  'exactly',
  'equals-ignore-case',
  'prefix',
  'suffix',
  'anything-but',
  'exists',
  'wildcard',
  'numeric',
  'cidr',
  '=',
  '<',
  '<=',
  '>',
  '>=',
  'regex',
  'not-wildcard',
  'not-equals-ignore-case',
  'date-after',
  'date-on-or-after',
  'date-before',
  'date-on-or-before',
  'in-date-range',
  'ip-address-in-range',
  'ip-address-not-in-range',
])

/** A `$or` inside that is no operator makes the one around it a field's name too. */
const hasReserved = (tree: JsonTree): boolean =>
  tree.type === 'object' &&
  tree.entries.some(([name, value]) =>
    name === '$or' ? orAlternatives(name, value) === undefined : reserved.has(name) || hasReserved(value),
  )

/**
 * The alternatives when `$or` is the operator: an array of two or more objects that name no operator as a field.
 * `undefined` when it is the name of a field like any other.
 *
 * @see https://github.com/aws/event-ruler#the-or-primitive
 */
export const orAlternatives = (name: string, value: JsonTree): readonly JsonTree[] | undefined => {
  if (name !== '$or' || value.type !== 'array' || value.items.length < 2) return undefined
  return value.items.every(item => item.type === 'object' && !hasReserved(item)) ? value.items : undefined
}
