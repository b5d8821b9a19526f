import { describe, expect, it } from 'vitest'
import type { AttributeValue } from '../attributes/attribute-value.ts'
import { ownAttribute, sameAttribute } from './same-attribute.ts'

const of = (value: unknown): AttributeValue => value as AttributeValue
const bothWays = (a: unknown, b: unknown): readonly boolean[] => [
  sameAttribute(of(a), of(b)),
  sameAttribute(of(b), of(a)),
]

describe('two attributes', () => {
  it.each([
    [{ S: 'a' }, { S: 'a' }],
    [{ S: '' }, { S: '' }],
    [{ N: '0' }, { N: '-0' }],
    [{ N: '100' }, { N: '1e2' }],
    [{ N: '0.10' }, { N: '0.1' }],
    [{ BOOL: false }, { BOOL: false }],
    [{ NULL: true }, { NULL: true }],
    [{ B: 'AA==' }, { B: 'AA==' }],
    [{ SS: ['a', 'b'] }, { SS: ['b', 'a'] }],
    [{ NS: ['1', '2.0'] }, { NS: ['2', '1'] }],
    [{ BS: ['AA==', 'AQ=='] }, { BS: ['AQ==', 'AA=='] }],
    [{ L: [{ S: 'a' }, { N: '1' }] }, { L: [{ S: 'a' }, { N: '1.0' }] }],
    [{ M: { a: { S: 'x' }, b: { N: '1' } } }, { M: { b: { N: '1.0' }, a: { S: 'x' } } }],
    [{ X: ['later'] }, { X: ['later'] }],
  ])('are the same value: %j and %j', (a, b) => {
    expect(bothWays(a, b)).toEqual([true, true])
  })

  it.each([
    [{ S: 'a' }, { S: 'b' }],
    [{ S: '1' }, { N: '1' }],
    [{ N: '1' }, { N: '10' }],
    [{ N: '0.1' }, { N: '0.10000000000000000000000000000000000001' }],
    [{ BOOL: false }, { BOOL: true }],
    [{ BOOL: true }, { NULL: true }],
    [{ NULL: true }, { S: '' }],
    [{ B: 'AA==' }, { B: 'AQ==' }],
    [{ B: 'AA==' }, { S: 'AA==' }],
    [{ SS: ['a'] }, { SS: ['a', 'b'] }],
    [{ SS: ['a', 'b'] }, { SS: ['a', 'c'] }],
    [{ SS: ['a'] }, { BS: ['a'] }],
    [{ SS: ['1'] }, { NS: ['1'] }],
    [{ SS: ['1.0'] }, { SS: ['1'] }],
    [{ NS: ['1', '2'] }, { NS: ['1', '3'] }],
    [{ BS: ['AA=='] }, { BS: ['AQ=='] }],
    [{ L: [{ S: 'a' }] }, { L: [{ S: 'a' }, { S: 'b' }] }],
    [{ L: [{ S: 'a' }, { S: 'b' }] }, { L: [{ S: 'b' }, { S: 'a' }] }],
    [{ L: [] }, { M: {} }],
    [{ M: {} }, { M: { a: { S: 'x' } } }],
    [{ M: { a: { S: 'x' } } }, { M: { b: { S: 'x' } } }],
    [{ M: { a: { S: 'x' } } }, { M: { a: { S: 'y' } } }],
    [{ X: ['later'] }, { X: ['other'] }],
  ])('are two values: %j and %j', (a, b) => {
    expect(bothWays(a, b)).toEqual([false, false])
  })
})

describe('an attribute of an image', () => {
  it('is never something inherited', () => {
    expect(ownAttribute({}, 'toString')).toBeUndefined()
    expect(ownAttribute({ toString: { S: 'x' } }, 'toString')).toEqual({ S: 'x' })
  })
})
