import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { recordOf } from '../../test/support/records.ts'
import type { AttributeValue } from '../attributes/attribute-value.ts'
import { matchesPattern } from '../pattern/matches-pattern.ts'
import { parsePattern } from '../pattern/parse-pattern.ts'
import { processor } from '../processor/define-processor.ts'
import { filterCriteria } from '../registry/criteria.ts'
import { registry } from '../registry/define-registry.ts'
import type { WhereCondition } from './expression.ts'
import type { Filter } from './filter.ts'
import { singleWords } from './single-words.ts'
import { everything } from './words.ts'

const knows = (filter: Filter) =>
  registry([processor({ name: 'p', filter, handle: async () => Promise.resolve() })])

/** What a project without types may write. */
const untyped = everything() as unknown as Record<
  'where' | 'became' | 'on' | 'origin',
  (...values: readonly unknown[]) => Filter
>

type Said = Readonly<Record<string, unknown>>

/** What the words say, in JavaScript's own terms: of texts without astral letters, and of small numbers. */
const holds = (value: string | number | undefined, words: Said): boolean => {
  const isMet: Record<string, (bound: never) => boolean> = {
    oneOf: (among: readonly unknown[]) => among.includes(value),
    prefix: (start: string) => typeof value === 'string' && value.startsWith(start),
    exists: (isThere: boolean) => isThere === (value !== undefined),
    gt: (bound: string | number) => value !== undefined && typeof value === typeof bound && value > bound,
    gte: (bound: string | number) => value !== undefined && typeof value === typeof bound && value >= bound,
    lt: (bound: string | number) => value !== undefined && typeof value === typeof bound && value < bound,
    lte: (bound: string | number) => value !== undefined && typeof value === typeof bound && value <= bound,
  }
  return Object.entries(words).every(([word, said]) => isMet[word]?.(said as never))
}

const stored = (value: string | number): AttributeValue =>
  typeof value === 'string' ? { S: value } : { N: String(value) }

const scalars = fc.oneof(fc.constantFrom('', 'a', 'ab', 'abc', 'b', '5'), fc.integer({ min: 3, max: 7 }))
const conditions = fc
  .record(
    {
      oneOf: fc.array(scalars, { maxLength: 3 }),
      prefix: fc.constantFrom('', 'a', 'ab', 'b'),
      exists: fc.boolean(),
      gt: scalars,
      gte: scalars,
      lt: scalars,
      lte: scalars,
    },
    { requiredKeys: [] },
  )
  .filter(words => Object.keys(words).length > 0)

describe('a condition of several words', () => {
  it('wants what meets all of them, and no pattern keeps that out', () => {
    fc.assert(
      fc.property(conditions, fc.option(scalars, { nil: undefined }), (words, value) => {
        const filter = untyped.where({ colour: words })
        const record = recordOf({
          seq: 1,
          kind: 'INSERT',
          after: value === undefined ? {} : { colour: stored(value) },
        })
        const known = knows(filter)
        const isWanted = known.match(record).length === 1

        expect(isWanted).toBe(holds(value, words))
        const patterns = filterCriteria(known)?.Filters ?? []
        const isLetIn =
          patterns.length === 0 ||
          patterns.some(({ Pattern }) => matchesPattern(parsePattern(Pattern), record))
        if (isWanted) expect(isLetIn).toBe(true)
      }),
      { numRuns: 300 },
    )
  })

  it('leaves out what is not said', () => {
    const filter = untyped.where({ n: { gt: undefined, lt: 5 } })

    expect(knows(filter).match(recordOf({ seq: 1, kind: 'INSERT', after: { n: { N: '4' } } }))).toHaveLength(
      1,
    )
  })
})

it.each<[object, readonly object[]]>([
  [{ gte: 2, prefix: 'x', exists: true, lt: 5 }, [{ gte: 2, lt: 5 }, { prefix: 'x' }, { exists: true }]],
  [{ exists: false, lt: undefined }, [{ exists: false }]],
  [{ gt: undefined, oneOf: ['a'] }, [{ oneOf: ['a'] }]],
])('the words of %o stand each by itself, but for the ends of a range', (condition, words) => {
  expect(singleWords(condition as WhereCondition)).toStrictEqual(words)
})

const refused = (problem: string): Error =>
  expect.objectContaining({
    code: 'filter.argument-invalid',
    message: expect.stringContaining(problem) as unknown,
  }) as Error

describe('what a project without types may write', () => {
  it.each<[string, unknown, string]>([
    ['a word that there is not', { greaterThan: 5 }, 'has "greaterThan", where it takes oneOf, prefix'],
    ['one beside words that there are', { gte: 5, not: 7 }, 'has "not"'],
    ['no word', {}, 'says nothing'],
    ['words that say nothing', { gt: undefined }, 'says nothing'],
    ['a list', ['a', 'b'], 'has "0"'],
    ['an empty list', [], 'says nothing'],
    ['a date', new Date(0), 'says nothing'],
    ['a bound that is a date', { gte: new Date(0) }, 'has gte of a value that it does not take'],
    ['a bound that is no number', { gte: Number.NaN }, 'has gte of a value'],
    ['a bound without an end', { lt: Infinity }, 'has lt of a value'],
    ['a bound that has no order', { lt: true }, 'has lt of a value'],
    ['one of a text', { oneOf: 'abc' }, 'has oneOf of a value'],
    ['one of what is no scalar', { oneOf: ['a', {}] }, 'has oneOf of a value'],
    ['a prefix that is no text', { prefix: 5 }, 'has prefix of a value'],
    ['an existence that is no truth value', { exists: 'yes' }, 'has exists of a value'],
    ['digits that are none', { N: 'five' }, 'is no text, finite number'],
    ['digits that are a number', { N: 5 }, 'is no text, finite number'],
    ['digits and a word', { N: '5', exists: true }, 'is no text, finite number'],
    ['no number', Number.NaN, 'is no text, finite number'],
    ['a function', () => true, 'is no text, finite number'],
  ])('is refused as a condition: %s', (_, condition, problem) => {
    expect(() => untyped.where({ status: condition })).toThrow(refused(`for status that ${problem}`))
  })

  it('is refused where a setting is missing, which would want everything', () => {
    expect(() => untyped.where({ size: 'l', status: undefined })).toThrow(refused('got undefined for status'))
  })

  it.each([undefined, {}, Number.NaN, ['a'], new Date(0)])('is refused as what became: %j', value => {
    expect(() => untyped.became('status', value)).toThrow(refused('got a value for status that is no text'))
  })

  it('is refused as a kind or an origin that there is not', () => {
    expect(() => untyped.on('INSERT', 'insert')).toThrow(
      refused('takes INSERT, MODIFY, REMOVE, not "insert"'),
    )
    expect(() => untyped.origin('system')).toThrow(refused('takes user, ttl, replica, self, not "system"'))
    expect(() => untyped.on()).toThrow(refused('needs at least one'))
  })

  it('is named without its values, which may be secrets', () => {
    expect(() => untyped.where({ token: { oneOf: [{ secret: 'hunter2' }] } })).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining('hunter2') as unknown }) as Error,
    )
  })

  it.each([5n, 5, { N: '5.00' }, '5', true, null])('is taken where it is a scalar: %o', value => {
    expect(() => [untyped.where({ a: value }), untyped.became('a', value)]).not.toThrow()
  })
})
