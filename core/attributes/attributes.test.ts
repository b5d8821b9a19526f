import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { image, anyNumberText } from '../../test/support/arbitraries.ts'
import { isPipelineError } from '../errors/pipeline-error.ts'
import type { AttributeValue } from './attribute-value.ts'
import { canonicalNumber, compareNumbers } from './decimal.ts'
import { ExactNumber, exactNumber } from './exact-number.ts'
import { lazyImage } from '../record/lazy-image.ts'
import { unmarshal, unmarshalImage } from './unmarshal.ts'

describe('exactNumber', () => {
  it.each([
    ['0', 0],
    ['-0', 0],
    ['1.50', 1.5],
    ['1E3', 1000],
    ['9007199254740992', 9007199254740992],
    ['1E+40', 1e40],
  ])('reads %s as a JS number, which loses nothing', (text, number) => {
    expect(exactNumber(text)).toBe(number)
  })

  // The numbers of P7 to P9: each of them broke or poisoned a well-known library.
  it.each([
    '9007199254740993',
    '9007199254740992.5',
    '12345678901234567.89',
    '0.1234567890123456789012345678901234567',
    '123456789012345.123456789',
    '99999999999999999999999999999999999999',
  ])('keeps all digits of %s', text => {
    const number = exactNumber(text)

    expect(number).toBeInstanceOf(ExactNumber)
    expect(String(number)).toBe(text)
    expect(JSON.stringify({ number })).toBe(`{"number":${text}}`)
  })

  it('never changes a value', () => {
    fc.assert(
      fc.property(anyNumberText, text => {
        expect(compareNumbers(String(exactNumber(text)), text)).toBe(0)
      }),
    )
  })
})

describe('canonicalNumber', () => {
  it('is the same text for the same value', () => {
    expect(['1', '1.0', '10E-1', '+1', '0.1E1'].map(canonicalNumber)).toEqual(['1', '1', '1', '1', '1'])
  })

  it('orders by value like exact integers do', () => {
    fc.assert(
      fc.property(fc.bigInt(), fc.bigInt(), (a, b) => {
        expect(compareNumbers(String(a), String(b))).toBe(a < b ? -1 : a > b ? 1 : 0)
      }),
    )
  })

  it.each([
    ['1.5', '1.25', 1],
    ['-1.5', '-1.25', -1],
    ['1E-10', '0', 1],
    ['-1', '0', -1],
    ['12E+3', '12000', 0],
  ])('compares %s with %s', (a, b, order) => {
    expect(Math.sign(compareNumbers(a, b))).toBe(order)
  })
})

describe('unmarshal', () => {
  it.each<[AttributeValue, unknown]>([
    [{ S: '' }, ''],
    [{ N: '1' }, 1],
    [{ B: 'Zm9v' }, new Uint8Array([102, 111, 111])],
    [{ BOOL: false }, false],
    [{ NULL: true }, null],
    [{ SS: ['a', ''] }, new Set(['a', ''])],
    [{ NS: ['1', '9007199254740993'] }, new Set([1, new ExactNumber('9007199254740993')])],
    [{ BS: ['Zm9v'] }, new Set([new Uint8Array([102, 111, 111])])],
    [{ L: [{ S: 'x' }, { M: {} }] }, ['x', {}]],
    [{ SS: [] }, new Set()],
  ])('turns %j into a plain value', (value, plain) => {
    expect(unmarshal(value)).toEqual(plain)
  })

  it('names the path of an attribute whose type it does not know', () => {
    const odd = { deep: { L: [{ X: 1 } as unknown as AttributeValue] } }

    const failure = (() => {
      try {
        return unmarshalImage(odd)
      } catch (error) {
        return error
      }
    })()

    expect(isPipelineError(failure) && failure.code).toBe('record.attribute-unknown')
    expect(failure).toMatchObject({ disposition: 'park', detail: { path: 'deep.0', found: 'X' } })
  })

  it.each<[unknown, string]>([
    [{}, 'it has 0 types'],
    [{ M: {}, L: [] }, 'it has 2 types'],
    [{ S: 'x', N: '1' }, 'it has 2 types'],
    [null, 'it has no type'],
    ['S', 'it has no type'],
    [{ S: 5 }, 'it does not hold what its type S says'],
    [{ N: 5 }, 'it does not hold what its type N says'],
    [{ B: 5 }, 'it does not hold what its type B says'],
    [{ BOOL: 'true' }, 'it does not hold what its type BOOL says'],
    [{ NULL: false }, 'it does not hold what its type NULL says'],
    [{ M: null }, 'it does not hold what its type M says'],
    [{ M: [] }, 'it does not hold what its type M says'],
    [{ M: 'x' }, 'it does not hold what its type M says'],
    [{ L: {} }, 'it does not hold what its type L says'],
    [{ SS: 'x' }, 'it does not hold what its type SS says'],
    [{ NS: {} }, 'it does not hold what its type NS says'],
    [{ BS: ['AQ==', 5] }, 'a member of its BS is no text'],
    [{ SS: ['', null] }, 'a member of its SS is no text'],
  ])('takes %j for nothing that it could be, and says where it stands', (odd, problem) => {
    expect(() => unmarshalImage({ deep: { L: [{ S: '' }, odd as AttributeValue] } })).toThrow(
      expect.objectContaining({
        code: 'record.attribute-malformed',
        detail: { path: 'deep.1', problem },
      }) as Error,
    )
  })

  it('says which number of a set is none', () => {
    expect(() => unmarshalImage({ sizes: { NS: ['1', 'x'] } })).toThrow(
      expect.objectContaining({ detail: expect.objectContaining({ path: 'sizes.1' }) as unknown }) as Error,
    )
  })

  it('keeps an attribute called __proto__ without touching the prototype', () => {
    const item = unmarshalImage(JSON.parse('{"__proto__":{"M":{"polluted":{"BOOL":true}}}}') as never)

    expect(Object.getPrototypeOf(item)).toBe(Object.prototype)
    expect(Object.keys(item)).toEqual(['__proto__'])
    expect(Object.getOwnPropertyDescriptor(item, '__proto__')).toEqual({
      value: { polluted: true },
      enumerable: true,
      configurable: true,
      writable: true,
    })
  })

  it('leaves out what is undefined, as JSON does', () => {
    expect(Object.keys(unmarshalImage({ a: undefined as never, b: { S: '' } }))).toEqual(['b'])
  })
})

describe('lazyImage', () => {
  it('equals the item unmarshalled at once', () => {
    fc.assert(
      fc.property(image, marshalled => {
        expect({ ...lazyImage(marshalled) }).toEqual({ ...unmarshalImage(marshalled) })
        expect(JSON.stringify(lazyImage(marshalled))).toBe(JSON.stringify(unmarshalImage(marshalled)))
      }),
    )
  })

  it('unmarshals an attribute when it is read, and once', () => {
    const item = lazyImage({ good: { M: {} }, bad: { X: '' } as unknown as AttributeValue })

    expect(item['good']).toBe(item['good'])
    expect(() => item['bad']).toThrow('bad')
  })

  it('cannot be changed', () => {
    const item = lazyImage({ a: { S: 'x' } }) as Record<string, unknown>

    expect(() => {
      item['a'] = 'y'
    }).toThrow(TypeError)
    expect(item['a']).toBe('x')
    expect('b' in item).toBe(false)
    expect(item['constructor']).toBe(Object)
  })
})
