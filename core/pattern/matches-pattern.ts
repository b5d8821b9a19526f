import { consistentMatch } from './consistent-match.ts'
import type { Fields } from './find-fields.ts'
import { findFields } from './find-fields.ts'
import type { FieldCondition, Pattern } from './pattern.ts'

/** Where no field is in an element of an array, no choice of one can contradict another. */
const eachHolds = (conditions: readonly FieldCondition[], { at }: Fields): boolean =>
  conditions.every(({ slot, mayBeAbsent, holds }) => {
    const found = at[slot]
    return found === undefined ? mayBeAbsent : found.some(({ value }) => holds(value))
  })

/**
 * A path without a dot has one place only, so a plain value there that will not do settles it before the search for
 * all fields: most records are told by their `eventName`.
 */
const isRuledOut = (
  conditions: readonly FieldCondition[],
  event: Readonly<Record<string, unknown>>,
): boolean =>
  conditions.some(({ path, isAtTop, holds }) => {
    if (!isAtTop || !Object.hasOwn(event, path)) return false
    const value = event[path]
    return value !== undefined && (typeof value !== 'object' || value === null) && !holds(value)
  })

/**
 * True when the event, plain JSON, matches the pattern. Fields that are in different elements of one array never
 * match together; `exists: false` looks at the elements that the fields before it, by name, are in.
 *
 * @see https://github.com/aws/event-ruler#json-array-matching
 */
export const matchesPattern = ({ combinations, fields }: Pattern, event: unknown): boolean => {
  if (typeof event !== 'object' || event === null || Array.isArray(event)) return false
  const object = event as Readonly<Record<string, unknown>>
  if (combinations.every(conditions => isRuledOut(conditions, object))) return false
  const found = findFields(fields, object)
  const isMet = found.isInArray ? consistentMatch : eachHolds
  return combinations.some(conditions => isMet(conditions, found))
}
