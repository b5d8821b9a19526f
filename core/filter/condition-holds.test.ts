import { describe, expect, it } from 'vitest'
import type { AttributeValue } from '../attributes/attribute-value.ts'
import { conditionHolds, equalsScalar } from './condition-holds.ts'
import type { Scalar, WhereCondition } from './expression.ts'

describe('a range', () => {
  it.each<[WhereCondition, readonly boolean[]]>([
    [{ gt: 5 }, [false, false, true]],
    [{ gte: 5 }, [false, true, true]],
    [{ lt: 5 }, [true, false, false]],
    [{ lte: 5 }, [true, true, false]],
    [{ gt: 4.9, lt: 5.1 }, [false, true, false]],
    [{ gte: 5n, lte: 5n }, [false, true, false]],
    [{ gt: { N: '4.90' }, lte: { N: '5' } }, [false, true, false]],
  ])('%o holds 4.9, 5.0 and 5.1: %j', (range, expected) => {
    expect(['4.9', '5.0', '5.1'].map(N => conditionHolds({ N }, range))).toEqual(expected)
  })

  it('compares text by its UTF-8 bytes, where UTF-16 has another order', () => {
    expect(conditionHolds({ S: '\u{1F600}' }, { gt: '\uFF5E' })).toBe(true)
    expect(conditionHolds({ S: '\u{1F600}' }, { lt: '\uFF5E' })).toBe(false)
    expect(conditionHolds({ S: 'b' }, { gte: 'b', lt: 'c' })).toBe(true)
  })

  it.each<[AttributeValue | undefined, WhereCondition]>([
    [undefined, { gt: 0 }],
    [{ S: '5' }, { gt: 0 }],
    [{ N: '5' }, { gt: '0' }],
    [{ BOOL: true }, { gte: 0 }],
    [{ N: 7 } as unknown as AttributeValue, { gt: 0 }],
    [{ N: 'seven' }, { lt: 0 }],
    [{ NS: ['5'] }, { gt: 0 }],
    [{ N: '5' }, { gt: null }],
    [{ NULL: true }, { gte: null, lte: null }],
    [{ BOOL: true }, { gte: true }],
    [{ SS: ['b'] }, { gt: 'a' }],
  ])('never holds what has no order with its bound: %j %j', (value, range) => {
    expect(conditionHolds(value, range)).toBe(false)
  })
})

describe('an equality', () => {
  it.each<[AttributeValue | undefined, Scalar, boolean]>([
    [{ S: 'a' }, 'a', true],
    [{ S: 'a' }, 'b', false],
    [{ N: '1' }, '1', false],
    [{ N: '1.0' }, 1, true],
    [{ N: '2' }, 1, false],
    [{ N: '3' }, { N: '3.00' }, true],
    [{ N: '3' }, { N: '4' }, false],
    [{ S: '3' }, { N: '3' }, false],
    [{ NULL: true }, { N: '0' }, false],
    [{ S: '1' }, 1, false],
    [{ N: '9007199254740993' }, 9007199254740993n, true],
    [{ N: '9007199254740992' }, 9007199254740993n, false],
    [{ BOOL: true }, true, true],
    [{ BOOL: true }, false, false],
    [{ S: 'true' }, true, false],
    [{ NULL: true }, null, true],
    [{ S: '' }, null, false],
    [undefined, null, false],
    [undefined, 'a', false],
  ])('%o is %o: %s', (value, scalar, expected) => {
    expect(equalsScalar(value, scalar)).toBe(expected)
    expect(conditionHolds(value, scalar)).toBe(expected)
  })
})

describe('a condition', () => {
  it.each<[AttributeValue | undefined, WhereCondition, boolean]>([
    [{ S: 'b' }, { oneOf: ['a', 'b'] }, true],
    [{ S: 'c' }, { oneOf: ['a', 'b'] }, false],
    [{ S: 'a' }, { oneOf: [] }, false],
    [{ NULL: true }, { exists: true }, true],
    [undefined, { exists: true }, false],
    [{ NULL: true }, { exists: false }, false],
    [undefined, { exists: false }, true],
    [{ S: 'abc' }, { prefix: 'ab' }, true],
    [{ S: 'a' }, { prefix: 'ab' }, false],
    [{ N: '12' }, { prefix: '1' }, false],
    [undefined, { prefix: '' }, false],
  ])('%j meets %j: %s', (value, condition, expected) => {
    expect(conditionHolds(value, condition)).toBe(expected)
  })
})
