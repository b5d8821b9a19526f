import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalNumber, compareNumbers, numberProblem, orderOfNumbers, parseDecimal } from './decimal.ts'

/** units * 10^power, small enough that many of them are equal. */
interface Value {
  readonly units: bigint
  readonly power: number
}

const values = fc.record({
  units: fc.oneof(fc.bigInt({ min: -120n, max: 120n }), fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n })),
  power: fc.oneof(fc.integer({ min: -3, max: 3 }), fc.integer({ min: -60, max: 60 })),
})

/** One of the ways to write it: with an exponent, a point somewhere, and zeros that say nothing. */
const written = ({ units, power }: Value): fc.Arbitrary<string> =>
  fc
    .record({
      point: fc.nat(45),
      zeros: fc.nat(3),
      front: fc.nat(3),
      sign: fc.constantFrom('', '+'),
      e: fc.constantFrom('e', 'E', 'E+'),
    })
    .map(({ point, zeros, front, sign, e }) => {
      const digits = '0'.repeat(front) + String(units < 0n ? -units : units) + '0'.repeat(zeros)
      const exponent = power - zeros + Math.min(point, digits.length)
      const at = digits.length - Math.min(point, digits.length)
      const mark = exponent < 0 ? e.replace('+', '') : e
      const tail = exponent === 0 ? '' : `${mark}${exponent}`
      return `${units < 0n ? '-' : sign}${digits.slice(0, at)}.${digits.slice(at)}${tail}`
    })

const asUnits = ({ units, power }: Value): bigint => units * 10n ** BigInt(power + 61)
const signOf = (difference: bigint): number => (difference < 0n ? -1 : difference > 0n ? 1 : 0)

const two = fc.oneof(
  fc.tuple(values, values),
  values.map(value => [value, value] as const),
  values.map(
    ({ units, power }) =>
      [
        { units, power },
        { units: units * 10n, power: power - 1 },
      ] as const,
  ),
  values.map(
    ({ units, power }) =>
      [
        { units, power },
        { units: units + 1n, power },
      ] as const,
  ),
)
const pairs = two.chain(([a, b]) =>
  fc.tuple(written(a), written(b)).map(texts => ({ texts, order: signOf(asUnits(a) - asUnits(b)) })),
)

describe('decimal texts', () => {
  it('have the order of their values, however they are written', () => {
    fc.assert(
      fc.property(pairs, ({ texts: [a, b], order }) => {
        expect(Math.sign(compareNumbers(a, b))).toBe(order)
        expect(Math.sign(orderOfNumbers(a, b) ?? Number.NaN)).toBe(order)
      }),
      { numRuns: 1_000 },
    )
  })

  it('are one text where they are one value, which reads as that value', () => {
    fc.assert(
      fc.property(pairs, ({ texts: [a, b], order }) => {
        expect(canonicalNumber(a) === canonicalNumber(b)).toBe(order === 0)
        expect(canonicalNumber(canonicalNumber(a))).toBe(canonicalNumber(a))
        expect(parseDecimal(canonicalNumber(a))).toEqual(parseDecimal(a))
      }),
      { numRuns: 1_000 },
    )
  })

  it.each([
    ['0', '0'],
    ['-0', '0'],
    ['-0.00E7', '0'],
    ['0E99999999999999999999', '0'],
    ['007', '7'],
    ['-1.50', '-1.5'],
    ['.5', '0.5'],
    ['5.', '5'],
    ['1E2', '100'],
    ['1E39', `1${'0'.repeat(39)}`],
    ['1E40', '1E+40'],
    ['-12E40', '-1.2E+41'],
    ['1'.repeat(40), '1'.repeat(40)],
    ['1'.repeat(41), `1.${'1'.repeat(40)}E+40`],
    ['1E-40', `0.${'0'.repeat(39)}1`],
    ['1E-41', '1E-41'],
    ['123E-50', '1.23E-48'],
    ['1.5E1', '15'],
    ['1.25E1', '12.5'],
    ['1E99999999999999999999', '1E99999999999999999999'],
    ['no number', 'no number'],
  ])('are written in one way: %s as %s', (text, canonical) => {
    expect(canonicalNumber(text)).toBe(canonical)
  })

  it.each([
    '',
    '.',
    'E5',
    '-',
    '+.',
    '1.2.3',
    '0x10',
    ' 1',
    '1 ',
    '1e',
    '1e1.5',
    'NaN',
    'Infinity',
    '--1',
    '1\n',
  ])('are not %j', text => {
    expect(parseDecimal(text)).toBeUndefined()
    expect(orderOfNumbers(text, '1')).toBeUndefined()
    expect(orderOfNumbers('1', text)).toBeUndefined()
    expect(numberProblem(text)).toBe('it is no decimal number')
  })

  it('come before what is none, which has the order of its text', () => {
    const all = ['9', 'a', '-3', '', 'b', '1E200', 'a']

    expect(all.toSorted(compareNumbers)).toEqual(['-3', '9', '1E200', '', 'a', 'a', 'b'])
    expect(all.toReversed().toSorted(compareNumbers)).toEqual(['-3', '9', '1E200', '', 'a', 'a', 'b'])
    expect(compareNumbers('a', 'a')).toBe(0)
  })

  it('have one order from both sides, also beside what is no number', () => {
    const texts = fc.oneof(values.chain(written), fc.constantFrom('', 'a', 'b', '1E200', '1.2.3', '0x10'))
    fc.assert(
      fc.property(texts, texts, (a, b) => {
        expect(Math.sign(compareNumbers(a, b))).toBe(-Math.sign(compareNumbers(b, a)) + 0)
        if (parseDecimal(a) === undefined) expect(compareNumbers(a, b) === 0).toBe(a === b)
      }),
    )
  })
})

describe('a number of DynamoDB', () => {
  const range = 'its magnitude is not between 1E-130 and 9.99E+125'

  it.each<[unknown, string | undefined]>([
    ['1'.repeat(38), undefined],
    ['1'.repeat(39), 'it has 39 digits, not 38 at most'],
    [`0.${'1'.repeat(38)}`, undefined],
    [`0.${'1'.repeat(39)}`, 'it has 39 digits, not 38 at most'],
    [`${'1'.repeat(38)}000`, undefined],
    [`000${'1'.repeat(38)}`, undefined],
    ['1E-130', undefined],
    ['1E-131', range],
    ['-1E-130', undefined],
    ['9.99E125', undefined],
    ['1E126', range],
    ['-1E126', range],
    ['0E500', undefined],
    ['1E99999999999999999999', range],
    ['007.50', undefined],
    [5, 'it is not given as text'],
    [null, 'it is not given as text'],
    ['', 'it is no decimal number'],
  ])('%s: %s', (text, problem) => {
    expect(numberProblem(text)).toBe(problem)
  })
})
