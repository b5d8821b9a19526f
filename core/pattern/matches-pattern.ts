import type { NumericBound, Pattern, PatternTest } from './pattern.ts'

const compare: Readonly<Record<NumericBound['operator'], (a: number, b: number) => boolean>> = {
  '=': (a, b) => a === b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
}

const isText = (value: unknown): value is string => typeof value === 'string'

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** One test on one value that is there. JSON numbers compare by value, text by its characters. */
const holds = (test: PatternTest, value: unknown): boolean => {
  switch (test.test) {
    case 'equals':
      return value === test.value
    case 'prefix':
      return isText(value) && value.startsWith(test.text)
    case 'suffix':
      return isText(value) && value.endsWith(test.text)
    case 'equals-ignore-case':
      return isText(value) && value.toLowerCase() === test.text.toLowerCase()
    case 'wildcard':
      return isText(value) && test.expression.test(value)
    case 'cidr':
      return isText(value) && test.contains(value)
    case 'numeric':
      return (
        typeof value === 'number' &&
        test.bounds.every(({ operator, value: bound }) => compare[operator](value, bound))
      )
    case 'exists':
      return test.exists
    case 'anything-but':
      return !test.none.some(none => holds(none, value))
  }
}

/** An object is no leaf: to `exists: false` it is absent, to every other test it is nothing (recorded on AWS). */
const leafMatches = (tests: readonly PatternTest[], value: unknown): boolean => {
  const values: readonly unknown[] = (Array.isArray(value) ? value : [value]).filter(
    each => each !== undefined && !isObject(each),
  )
  if (values.length === 0) return tests.some(test => test.test === 'exists' && !test.exists)
  return tests.some(test =>
    // Of an array, anything-but has to hold for no forbidden element; every other test for some element.
    test.test === 'anything-but'
      ? values.every(each => holds(test, each))
      : values.some(each => holds(test, each)),
  )
}

const fieldMatches = (field: Pattern | readonly PatternTest[], value: unknown): boolean => {
  if (!('fields' in field)) return leafMatches(field, value)
  // Fields of one sub-pattern have to be met by the same element of an array.
  if (Array.isArray(value)) return value.some(element => matchesPattern(field, element))
  return matchesPattern(field, isObject(value) ? value : {})
}

/** True when the event, plain JSON, matches the pattern: all its fields, and one alternative of each `$or`. */
export const matchesPattern = (pattern: Pattern, event: unknown): boolean => {
  if (!isObject(event)) return false
  for (const [name, field] of pattern.fields) {
    if (!fieldMatches(field, Object.hasOwn(event, name) ? event[name] : undefined)) return false
  }
  return pattern.anyOf.every(alternatives => alternatives.some(each => matchesPattern(each, event)))
}
