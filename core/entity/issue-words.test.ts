import { describe, expect, it } from 'vitest'
import { issueWords } from './issue-words.ts'
import type { SchemaIssue } from './standard-schema.ts'

const secret = 'a value of the item'
const issue = (more: object, path?: SchemaIssue['path']): SchemaIssue => ({
  message: `received ${secret}`,
  ...(path && { path }),
  ...more,
})

describe('the issues of a schema in words', () => {
  it.each<[string, object, string]>([
    ['valibot', { type: 'string', expected: 'string' }, 'expected string'],
    ['valibot', { type: 'min_length', expected: '>=3' }, 'expected >=3 (min_length)'],
    ['valibot', { type: 'check', expected: null }, 'fails check'],
    ['zod', { code: 'invalid_type', expected: 'number' }, 'expected number (invalid_type)'],
    ['zod', { code: 'too_small', type: 'string' }, 'fails too_small'],
    ['arktype', { code: 'domain', expected: 'a string' }, 'expected a string (domain)'],
    ['zod', { expected: 'number' }, 'expected number'],
    ['zod', {}, 'is not as the schema wants it'],
    ['another', { code: 'x', expected: secret }, 'is not as the schema wants it'],
  ])('are of %s, %j: %s', (vendor, fields, words) => {
    expect(issueWords([issue({ ...fields, received: secret })], vendor)).toEqual([words])
  })

  it('begin with where it is, however the steps are written', () => {
    const at = (...path: NonNullable<SchemaIssue['path']>): readonly string[] =>
      issueWords([issue({ code: 'x' }, path)], 'zod')

    expect(at('lines', 0, 'sku')).toEqual(['lines.0.sku: fails x'])
    expect(at({ key: 'lines' }, { key: 1 })).toEqual(['lines.1: fails x'])
    expect(at(Symbol('mark'))).toEqual(['Symbol(mark): fails x'])
    expect(at()).toEqual(['fails x'])
  })

  it('are cut where a schema says much', () => {
    const long = 'x'.repeat(500)
    const [words] = issueWords([issue({ code: 'c', expected: long }, [long])], 'zod')

    expect(words).toBe(`${'x'.repeat(200)}: expected ${'x'.repeat(200)} (c)`)
  })

  it.each([
    [1, 1, undefined],
    [10, 10, undefined],
    [11, 11, 'and 1 more'],
    [25, 11, 'and 15 more'],
  ])('are ten at most: of %i', (count, told, last) => {
    const words = issueWords(
      Array.from({ length: count }, () => issue({ code: 'x' })),
      'zod',
    )

    expect(words).toHaveLength(told)
    if (last !== undefined) expect(words.at(-1)).toBe(last)
    expect(words.slice(0, 10).every(each => each === 'fails x')).toBe(true)
  })
})
