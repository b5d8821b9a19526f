import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addNumbers,
  compareAmounts,
  multiplyNumbers,
  negateNumber,
  roundNumber,
} from './decimal-arithmetic.ts'
import { ExactNumber } from './exact-number.ts'
import { isPlainNumber, numberText, plainNumber } from './number-text.ts'

const cents = fc.integer({ min: -1_000_000_000, max: 1_000_000_000 })
const money = (amount: number): ExactNumber => new ExactNumber(`${amount}E-2`)

describe('decimal arithmetic', () => {
  it('adds what floats cannot', () => {
    expect(addNumbers(0.1, 0.2)).toBe(0.3)
    expect(addNumbers(...Array.from({ length: 10 }, () => 0.1))).toBe(1)
    expect(addNumbers()).toBe(0)
    expect(String(addNumbers(new ExactNumber('12345678901234567890.1'), 0.05))).toBe(
      '12345678901234567890.15',
    )
  })

  it('multiplies and rounds as an invoice does', () => {
    expect(roundNumber(multiplyNumbers(19.99, 0.15), 2)).toBe(3)
    expect([2.345, -2.345, 2.344, 7, 1200].map(amount => roundNumber(amount, 2))).toEqual([
      2.35, -2.35, 2.34, 7, 1200,
    ])
  })

  it('adds cents as whole numbers would', () => {
    fc.assert(
      fc.property(fc.array(cents, { maxLength: 20 }), amounts => {
        const sum = addNumbers(...amounts.map(money))

        expect(compareAmounts(sum, money(amounts.reduce((a, b) => a + b, 0)))).toBe(0)
        expect(addNumbers(sum, negateNumber(sum))).toBe(0)
      }),
    )
  })

  it('refuses a rest of float arithmetic, and a result that no attribute holds', () => {
    expect(() => addNumbers(0.1 + 0.2, 1)).toThrow(expect.objectContaining({ code: 'store.number-inexact' }))
    expect(() => addNumbers(new ExactNumber('1E60'), 1)).toThrow(
      expect.objectContaining({ code: 'store.number-out-of-range' }),
    )
  })
})

describe('the text of a number', () => {
  it.each([
    [0.1 + 0.2, '0.3'],
    [1.1 + 2.2, '3.3'],
    [4.35 * 100, '435'],
  ])('%d is refused, or rounded to %s as told', (value, text) => {
    expect(isPlainNumber(value)).toBe(false)
    expect(() => numberText(value, 'total')).toThrow(/^total is/)
    expect(numberText(value, 'total', 'round')).toBe(text)
  })

  it.each([
    [-0, '0'],
    [Number.MAX_SAFE_INTEGER, '9007199254740991'],
    [123456789.012345, '123456789.012345'],
    [1e21, '1000000000000000000000'],
    [12345678901234567890123456789012345678n, '12345678901234567890123456789012345678'],
  ])('%s is written as %s', (value, text) => {
    expect(numberText(value, 'n')).toBe(text)
  })

  it.each([2 ** 53, NaN, Infinity, 1e126, 1e-131, 10n ** 38n + 1n])('%s cannot be written', value => {
    expect(() => numberText(value, 'n')).toThrow()
  })

  it.each([NaN, Infinity, -Infinity, 1e126])(
    'that is none of DynamoDB at all is not called inexact: %s',
    value => {
      for (const floats of ['refuse', 'round'] as const)
        expect(() => numberText(value, 'n', floats)).toThrow(
          expect.objectContaining({ code: 'store.number-out-of-range' }) as Error,
        )
    },
  )

  it.each(['0', '-0', '-0.0000000000000000', '0E5', '-0E5'])('is read as the one zero: %s', text => {
    expect(Object.is(plainNumber(text), 0)).toBe(true)
  })

  it('is written back as it was read', () => {
    const digits = fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n })
    fc.assert(
      fc.property(digits, fc.integer({ min: -100, max: 80 }), (units, power) => {
        const { text } = new ExactNumber(`${units}E${power}`)

        expect(numberText(plainNumber(text), 'n')).toBe(text)
      }),
    )
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: 1e-120, max: 1e120 }), value => {
        const { text } = new ExactNumber(String(value))

        expect(numberText(plainNumber(text), 'n')).toBe(text)
      }),
    )
  })
})
