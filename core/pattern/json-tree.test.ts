import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ExactNumber } from '../attributes/exact-number.ts'
import { jsonTree, plainValue } from './json-tree.ts'

const valueOf = (text: string): unknown => plainValue(jsonTree(text))

/** Digits without zeros at either end, so that how many count is known. */
const significant = (most: number): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.integer({ min: 1, max: 9 }),
      fc.array(fc.nat(9), { maxLength: most - 2 }),
      fc.integer({ min: 1, max: 9 }),
    )
    .map(([first, between, last]) => `${first}${between.join('')}${last}`)

const sign = fc.constantFrom('', '-')

const plain = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.integer(),
  fc.constantFrom(0.5, 1e-7, -2.25e21, true, false, null),
)
const json = fc.anything({ key: fc.string({ unit: 'binary' }), values: [plain], maxDepth: 4 })

describe('JSON that is read as it is written', () => {
  it('says what JSON.parse says, with any space in it', () => {
    fc.assert(
      fc.property(json, fc.constantFrom(undefined, ' ', '\t', '\n '), (value, space) => {
        const text = JSON.stringify(value, undefined, space)

        expect(plainValue(jsonTree(`${space ?? ''}${text}${space ?? ''}`))).toEqual(JSON.parse(text))
      }),
      { numRuns: 500 },
    )
  })

  it('keeps names that come twice, of which the last one counts', () => {
    const tree = jsonTree('{"a":1,"b":[],"a":"2"}')

    expect(tree.type === 'object' && tree.entries.map(([name]) => name)).toEqual(['a', 'b', 'a'])
    expect(plainValue(tree)).toEqual({ a: '2', b: [] })
  })

  it.each(['', '{', '[1,]', '{"a":1}}', 'nul', "'a'", '01'])(
    'is refused as JSON.parse refuses it: %s',
    text => {
      expect(() => jsonTree(text)).toThrow(SyntaxError)
    },
  )
})

describe('a number in JSON', () => {
  it('keeps all its digits, as far as DynamoDB keeps them', () => {
    fc.assert(
      fc.property(sign, significant(38), fc.integer({ min: -129, max: 126 }), (minus, digits, exponent) => {
        const text = `${minus}0.${digits}E${exponent}`
        const value = valueOf(text)

        expect(jsonTree(text)).toMatchObject({ type: 'number', text })
        if (typeof value === 'number') expect(value).toBe(Number(text))
        else expect(value).toEqual(new ExactNumber(text))
        // A double has 17 digits at most.
        if (digits.length > 17) expect(value).toBeInstanceOf(ExactNumber)
      }),
      { numRuns: 500 },
    )
  })

  it('of more digits is taken for what the first 38 of them say', () => {
    const more = fc.array(fc.nat(9), { minLength: 1, maxLength: 30 })
    fc.assert(
      fc.property(
        sign,
        significant(38),
        more,
        fc.integer({ min: -129, max: 126 }),
        (minus, some, rest, exponent) => {
          const first = some.padEnd(38, '7')
          const value = valueOf(`${minus}0.${first}${rest.join('')}1E${exponent}`)

          expect(value).toEqual(new ExactNumber(`${minus}0.${first}E${exponent}`))
        },
      ),
    )
  })

  const largest = `9.${'9'.repeat(37)}E+125`
  const justAboveSmallest = `1.${'0'.repeat(36)}1E-130`

  it.each([
    ['1e126', largest],
    ['12e125', largest],
    ['1e400', largest],
    ['-1e126', `-${largest}`],
    ['9e-131', justAboveSmallest],
    ['0.9e-130', justAboveSmallest],
    ['1e-400', justAboveSmallest],
    ['-1e-400', `-${justAboveSmallest}`],
  ])('beyond what DynamoDB holds is taken for about the last one that it does: %s', (text, taken) => {
    expect(valueOf(text)).toEqual(new ExactNumber(taken))
  })

  it.each([
    ['1e125', 1e125],
    ['1.5e125', 1.5e125],
    ['1e-130', 1e-130],
    ['-5e-130', -5e-130],
    ['0', 0],
    ['-0.000', 0],
    ['0e500', 0],
    ['0.0e-500', 0],
    ['1.50', 1.5],
    ['-17', -17],
  ])('that it holds is what it is: %s', (text, value) => {
    expect(valueOf(text)).toBe(value)
  })
})
