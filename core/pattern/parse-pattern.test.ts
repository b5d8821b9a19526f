import { describe, expect, it } from 'vitest'
import { matchesPattern } from './matches-pattern.ts'
import { parsePattern } from './parse-pattern.ts'

const matches = (pattern: string, event: object): boolean => matchesPattern(parsePattern(pattern), event)

describe('fields of a pattern', () => {
  // https://github.com/aws/event-ruler#json-array-matching
  it.each([
    ['{"x":{"b":[1],"c":[{"exists":false}]}}', true],
    ['{"x":{"c":[{"exists":false}],"b":[1]}}', true],
    ['{"x":{"b":[1],"a":[{"exists":false}]}}', false],
    ['{"x":{"a":[{"exists":false}],"b":[1]}}', false],
  ])('are met in the order of their names, however they are written: %s', (pattern, is) => {
    expect(matches(pattern, { x: [{ b: 1 }, { a: 2, b: 3, c: 2 }] })).toBe(is)
  })

  it('are looked for at each place that their names can mean', () => {
    const pattern = '{"a":{"b":["x"]}}'

    expect(matches(pattern, { 'a.b': 'y', a: { b: 'x' } })).toBe(true)
    expect(matches(pattern, { 'a.b': 'x', a: { b: 'y' } })).toBe(true)
    expect(matches(pattern, { 'a.b': 'y', a: { b: 'y' } })).toBe(false)
  })
})

describe('$or', () => {
  it('is told among the operators that a pattern uses, but not as a name', () => {
    expect([...parsePattern('{"$or":[{"a":[1]},{"b":[1]}]}').operators]).toContain('$or')
    expect([...parsePattern('{"$or":[1,2]}').operators]).not.toContain('$or')
  })

  it('is a name where one inside has too few alternatives to be the operator', () => {
    expect(() => parsePattern('{"$or":[{"a":[1]},{"$or":[{"b":[1]}]}]}')).toThrow('Unrecognized match type a')
    expect(matches('{"$or":[{"a":[1]},{"$or":[{"b":[1]},{"c":[1]}]}]}', { c: 1 })).toBe(true)
  })
})
