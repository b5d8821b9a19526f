import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ExactNumber } from '../attributes/exact-number.ts'
import { jsonTree } from './json-tree.ts'
import { numeric } from './numeric.ts'
import type { Leaf } from './pattern.ts'

const holds = (json: string, value: Leaf): boolean => numeric(jsonTree(json), ['a'])(value)

/** Tenths, so that neighbours are near and often the same. */
const tenths = fc.integer({ min: -30, max: 30 })
const shown = (value: number): string => String(value / 10)

const isMet: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  '=': (value, bound) => value === bound,
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value < bound || value === bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value > bound || value === bound,
}

describe('a comparison of numbers', () => {
  it.each(Object.entries(isMet))('%s holds as it does between numbers', (operator, meets) => {
    fc.assert(
      fc.property(tenths, tenths, (value, bound) => {
        expect(holds(`["${operator}", ${shown(bound)}]`, value / 10)).toBe(meets(value, bound))
      }),
    )
  })

  it('with two bounds holds where both do', () => {
    const operators = fc.tuple(fc.constantFrom('>', '>='), fc.constantFrom('<', '<='))
    fc.assert(
      fc.property(operators, tenths, tenths, tenths, ([lower, upper], value, one, other) => {
        fc.pre(one !== other)
        const [bottom, top] = one < other ? [one, other] : [other, one]
        const expected = isMet[lower]?.(value, bottom) === true && isMet[upper]?.(value, top) === true

        expect(holds(`["${lower}", ${shown(bottom)}, "${upper}", ${shown(top)}]`, value / 10)).toBe(expected)
      }),
    )
  })

  it.each<[string, Leaf, boolean]>([
    ['["<", 4]', new ExactNumber('3.99999999999999999999'), true],
    ['["<", 4]', new ExactNumber('4.00000000000000000001'), false],
    ['["=", 4]', new ExactNumber('4.00000000000000000001'), false],
    ['[">", 3, "<=", 4]', new ExactNumber('4.00000000000000000001'), false],
    ['[">=", -5000000000]', -5_000_000_000, true],
    ['["<=", 5000000000]', 5_000_000_000, true],
    ['["<=", -4999999999.5]', -4_999_999_999.5, true],
    ['[">", 0]', 5_000_000_000.5, false],
    ['["<", 0]', -5_000_000_000.5, false],
    ['["=", 0.123456]', 0.123456, true],
    ['[">", 0]', '1', false],
    ['["=", 0]', null, false],
    ['["=", 1]', true, false],
    ['[">", 0, "<", 5]', '1', false],
  ])('of %s with %s', (pattern, value, is) => {
    expect(holds(pattern, value)).toBe(is)
  })

  it.each([
    ['5', 'must be an array'],
    ['[]', 'Invalid member'],
    ['[5]', 'Invalid member'],
    ['["!=", 5]', 'Unrecognized numeric range operator: !='],
    ['["toString", 5]', 'Unrecognized numeric range operator'],
    ['["="]', 'Value of equals must be numeric'],
    ['["<", "5"]', 'Value of < must be numeric'],
    ['["<", 5000000000.5]', 'must be between'],
    ['[">", -5000000000.5]', 'must be between'],
    ['["=", 0.1234567]', 'upto 6 decimals'],
    ['["=", 1e-300]', 'upto 6 decimals'],
    ['["=", 5, "<", 6]', 'Too many elements'],
    ['[">", 5, ">", 6]', 'Bad numeric range operator'],
    ['[">", 5, 6]', 'Bad numeric range operator'],
    ['[">", 5, "<"]', 'Value of < must be numeric'],
    ['[">", 5, "<", 6, 7]', 'Too many terms'],
    ['[">", 5, "<", 5]', 'Bottom must be less than top'],
    ['[">", 6, "<", 5]', 'Bottom must be less than top'],
  ])('is refused with what is wrong: %s', (pattern, problem) => {
    expect(() => numeric(jsonTree(pattern), ['a'])).toThrow(problem)
  })
})
