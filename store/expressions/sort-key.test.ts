import { describe, expect, it } from 'vitest'
import { ExactNumber } from '../../core/attributes/exact-number.ts'
import { expressionScope } from './expression-scope.ts'
import type { SortKeyCondition } from './sort-key.ts'
import { compositeKey, sortKeyText, within } from './sort-key.ts'

const spoken = (condition: SortKeyCondition): string => {
  const scope = expressionScope({ floats: 'refuse', removeUndefined: false })
  const text = sortKeyText('SK', condition, scope)
  const { ExpressionAttributeValues: values = {} } = scope.attributes()
  return text.replace('#n0', 'SK').replace(/:v\d+/g, holder => JSON.stringify(values[holder]))
}

const refused = (code: string, detail: object) => expect.objectContaining({ code, detail }) as Error

describe('a condition on a sort key', () => {
  it.each<[SortKeyCondition, string]>([
    ['x', 'SK = {"S":"x"}'],
    [1, 'SK = {"N":"1"}'],
    [1n, 'SK = {"N":"1"}'],
    [new ExactNumber('12345678901234567890.5'), 'SK = {"N":"12345678901234567890.5"}'],
    [Uint8Array.of(7), 'SK = {"B":{"0":7}}'],
    [{ prefix: 'ORDER#' }, 'begins_with(SK, {"S":"ORDER#"})'],
    [{ gt: 'x' }, 'SK > {"S":"x"}'],
    [{ gte: 'x' }, 'SK >= {"S":"x"}'],
    [{ lt: 'x' }, 'SK < {"S":"x"}'],
    [{ lte: 'x' }, 'SK <= {"S":"x"}'],
    [{ gte: 'x', lte: 'z' }, 'SK BETWEEN {"S":"x"} AND {"S":"z"}'],
    [{ lte: 'z', gte: 'x' }, 'SK BETWEEN {"S":"x"} AND {"S":"z"}'],
    [{ gt: new ExactNumber('1') }, 'SK > {"N":"1"}'],
  ])('is said in one word of DynamoDB: %#', (condition, expected) => {
    expect(spoken(condition)).toBe(expected)
  })

  it('leaves open ends out', () => {
    expect(spoken({ gte: 'x', lte: undefined } as unknown as SortKeyCondition)).toBe('SK >= {"S":"x"}')
  })

  it.each([
    [{ gt: 'a', lte: 'b' }],
    [{ gte: 'a', lt: 'b' }],
    [{ gt: 'a', lt: 'b' }],
    [{ prefix: 'a', gte: 'b' }],
    [{ gte: 'a', lte: 'c', lt: 'b' }],
  ])('is refused when it is two: %j', condition => {
    expect(() => spoken(condition)).toThrow(
      refused('store.sort-key-twice', { found: Object.keys(condition) }),
    )
  })

  it.each([
    [{}, 'the condition on SK says nothing'],
    [{ like: 'a' }, 'a sort key has no condition "like"'],
  ])('is refused when it is none: %j', (condition, problem) => {
    expect(() => spoken(condition as SortKeyCondition)).toThrow(
      refused('store.expression-invalid', { problem }),
    )
  })

  it('of a range inside a prefix ends with the last key that begins so', () => {
    expect(within('ORDER#', { gte: '2026-01', lte: '2026-02' })).toEqual({
      gte: 'ORDER#2026-01',
      lte: 'ORDER#2026-02',
    })
    expect(within('ORDER#', {})).toEqual({ gte: 'ORDER#', lte: 'ORDER#\u{10FFFF}' })
    expect(Object.isFrozen(within('ORDER#', {}))).toBe(true)
  })
})

describe('a composite key', () => {
  it('joins its parts, most general first', () => {
    expect(compositeKey(['a', 1, 'c'])).toBe('a#1#c')
    expect(compositeKey(['a#b', 'c'], '|')).toBe('a#b|c')
  })

  it.each([
    [['a', ''], '#', '""'],
    [['a#b', 'c'], '#', '"a#b"'],
    [['a', 'b|c'], '|', '"b|c"'],
  ])('cannot be made of %j with %s', (parts, separator, wrong) => {
    expect(() => compositeKey(parts, separator)).toThrow(
      refused('store.expression-invalid', {
        problem: `${wrong} cannot be part of a composite key joined by ${JSON.stringify(separator)}`,
      }),
    )
  })
})
