import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { attributeValue } from '../../test/support/arbitraries.ts'
import type { AttributeValue } from './attribute-value.ts'
import { sameAttribute } from '../diff/same-attribute.ts'
import { marshal, marshalItem } from './marshal.ts'
import { unmarshal } from './unmarshal.ts'

describe('marshal', () => {
  it('gives back what unmarshal read, to the last digit', () => {
    fc.assert(fc.property(attributeValue, value => sameAttribute(marshal(unmarshal(value)), value)))
  })

  it('takes every kind of set that DynamoDB has, also of large whole numbers', () => {
    expect(marshal(new Set([1n, 2]))).toEqual({ NS: ['1', '2'] })
    expect(marshal(new Set([Uint8Array.of(0, 255)]))).toEqual({ BS: ['AP8='] })
  })

  it.each<[unknown, AttributeValue]>([
    [null, { NULL: true }],
    [false, { BOOL: false }],
    ['', { S: '' }],
    [-0, { N: '0' }],
    [12345678901234567890n, { N: '12345678901234567890' }],
    [Uint8Array.of(1), { B: 'AQ==' }],
    [new Set(['a']), { SS: ['a'] }],
    [[], { L: [] }],
    [{}, { M: {} }],
  ])('writes %o as %j', (value, attribute) => {
    expect(marshal(value)).toEqual(attribute)
  })

  it('leaves attributes out that are undefined', () => {
    expect(marshalItem({ a: 1, b: undefined })).toEqual({ a: { N: '1' } })
  })

  it('says where in a list what it refuses stands, also in one that stands in nothing', () => {
    expect(() => marshal([1, [undefined]])).toThrow('undefined at 1.0')
    expect(() => marshalItem({ lines: [{ at: undefined }, { at: Number.NaN }] })).toThrow('NaN at lines.1.at')
  })

  it.each([
    [{ price: Number.NaN }, 'NaN at price'],
    [{ tags: new Set() }, 'an empty set at tags'],
    [{ tags: new Set([1, 'a']) }, 'a set of other things'],
    [{ tags: new Set([Uint8Array.of(1), 'a']) }, 'a set of other things'],
    [{ tags: new Set([Uint8Array.of(1), 1]) }, 'a set of other things'],
    [{ deep: { run: () => 1 } }, 'function at deep.run'],
    [{ at: new Date(0) }, 'a Date at at'],
    [{ map: new Map([['a', 1]]) }, 'a Map at map'],
  ])('refuses %o', (item, message) => {
    expect(() => marshalItem(item)).toThrow(message)
  })
})
