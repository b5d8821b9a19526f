import { describe, expect, it } from 'vitest'
import { checkedNumber, ExactNumber, exactNumber, simpleNumber } from './exact-number.ts'

const long = '12345678901234567890123456789012345678'

describe('a number that JavaScript would round', () => {
  it('prints all its digits, and cannot be changed', () => {
    const number = new ExactNumber(`${long}.0`)

    expect([String(number), JSON.stringify({ number })]).toEqual([long, `{"number":${long}}`])
    expect(Object.isFrozen(number)).toBe(true)
  })

  it('equals one of the same value, and nothing else', () => {
    const number = new ExactNumber(long)

    expect(number.equals(new ExactNumber(`${long}.00`))).toBe(true)
    expect(number.equals(new ExactNumber('1'))).toBe(false)
    expect(number.equals({ text: long })).toBe(false)
    expect(number.equals(long)).toBe(false)
  })

  it('is known by its mark, also in what another copy of this package made', () => {
    const foreign = { [Symbol.for('tailrace.ExactNumber')]: true, text: '1' }
    const others: readonly unknown[] = [{}, null, undefined, 'x', 5, () => 5]

    expect(foreign instanceof ExactNumber).toBe(true)
    expect(others.map(other => other instanceof ExactNumber)).toEqual(others.map(() => false))
  })

  it.each(['NaN', '0x10', '', '1'.repeat(39), '1E126'])('is not made of %j', text => {
    const refused = expect.objectContaining({ code: 'record.number-invalid' }) as Error

    expect(() => new ExactNumber(text)).toThrow(refused)
    expect(() => checkedNumber(text)).toThrow(refused)
    expect(() => exactNumber(text)).toThrow(refused)
  })
})

describe('the number of a text', () => {
  it.each<[string, number]>([
    ['0', 0],
    ['-0', 0],
    ['-0.0', 0],
    ['0E5', 0],
    ['-0E5', 0],
    ['1.50', 1.5],
    ['+5', 5],
    ['1E2', 100],
    ['9007199254740991', 9_007_199_254_740_991],
    ['123456789012345', 123_456_789_012_345],
    ['1E-130', 1e-130],
  ])('is a JS number where that loses nothing: %s', (text, number) => {
    expect(Object.is(exactNumber(text), number)).toBe(true)
  })

  it.each([
    long,
    '9007199254740993',
    '0.30000000000000000001',
    '0.1000000000000000055511151231257827',
    '-9007199254740993',
  ])('is exact where a JS number is another one: %s', text => {
    expect(String(exactNumber(text))).toBe(text)
    expect(exactNumber(text)).toBeInstanceOf(ExactNumber)
  })

  it('is read at once where it is short and simple, and not at all where it is none', () => {
    expect(simpleNumber('-12.5')).toBe(-12.5)
    expect(Object.is(simpleNumber('-0'), 0)).toBe(true)
    expect(['', '1E2', '1.2.3', '--1', '0x1', ' 1', '/', ':', '1234567890123456'].map(simpleNumber)).toEqual(
      Array.from({ length: 9 }, () => undefined),
    )
    expect(simpleNumber('123456789012345')).toBe(123_456_789_012_345)
    expect(['0', '9', '.5', '+5'].map(simpleNumber)).toEqual([0, 9, 0.5, 5])
  })

  it('is refused with the place where it stands', () => {
    const at = (path: string) =>
      expect.objectContaining({ detail: expect.objectContaining({ path }) as unknown }) as Error

    expect(() => exactNumber('x', 'lines', 3)).toThrow(at('lines.3'))
    expect(() => exactNumber('x', '', 'size')).toThrow(at('size'))
    expect(() => exactNumber('x')).toThrow('The number at the top is none')
    expect(() => checkedNumber('x', 'size')).toThrow(at('size'))
  })
})
