import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { entity } from '../entity/define-entity.ts'
import type { Filter } from './filter.ts'
import { allOf, anyOf, everything, not, when } from './words.ts'

const Thing = entity('Thing', { match: { type: 'THING' } })
const ofThing = { op: 'entity', entity: Thing }
const inserts = { op: 'kind', kinds: ['INSERT'] }

describe('the words of a filter', () => {
  it.each<[string, Filter, object]>([
    ['nothing for all records', everything(), { op: 'all', of: [] }],
    ['one for all records', everything().on('INSERT'), inserts],
    ['none for an entity', when(Thing), ofThing],
    ['one for an entity', when(Thing).on('INSERT'), { op: 'all', of: [ofThing, inserts] }],
    [
      'many',
      when(Thing).on('INSERT', 'REMOVE').changed('a', 'b.c').became('d', 1).origin('user', 'ttl'),
      {
        op: 'all',
        of: [
          ofThing,
          { op: 'kind', kinds: ['INSERT', 'REMOVE'] },
          { op: 'changed', paths: ['a', 'b.c'] },
          { op: 'became', path: 'd', value: 1 },
          { op: 'origin', origins: ['user', 'ttl'] },
        ],
      },
    ],
    [
      'expired, which is two',
      everything().expired(),
      {
        op: 'all',
        of: [
          { op: 'kind', kinds: ['REMOVE'] },
          { op: 'origin', origins: ['ttl'] },
        ],
      },
    ],
    [
      'a condition for each attribute',
      everything().where({ a: 1, 'c.d': { gte: 2 } }),
      {
        op: 'all',
        of: [
          { op: 'where', path: 'a', condition: 1 },
          { op: 'where', path: 'c.d', condition: { gte: 2 } },
        ],
      },
    ],
  ])('stand side by side, however they were put one behind the other: %s', (_, { expr }, expected) => {
    expect(expr).toEqual(expected)
  })

  it('keep what they combine as it is', () => {
    const [one, other] = [when(Thing).on('INSERT'), everything().changed('a')]

    expect(anyOf(one, other).expr).toEqual({ op: 'any', of: [one.expr, other.expr] })
    expect(allOf(one, other).expr).toEqual({ op: 'all', of: [one.expr, other.expr] })
    expect(not(one).expr).toEqual({ op: 'not', of: one.expr })
  })

  it.each<[string, () => unknown, string]>([
    ['on', () => everything().on(), 'INSERT, MODIFY, REMOVE'],
    ['changed', () => everything().changed(), 'attribute'],
    ['where', () => everything().where({}), 'attribute'],
    ['origin', () => everything().origin(), 'user, ttl, replica, self'],
    ['anyOf', () => anyOf(), 'filter'],
  ])('are refused where they name nothing, which would hold of nothing or of all: %s', (word, say, what) => {
    expect(say).toThrow(
      expect.objectContaining({
        code: 'filter.argument-invalid',
        detail: { word, problem: `needs at least one ${what}` },
      }) as Error,
    )
  })

  it.each<[string, () => unknown]>([
    ['changed', () => everything().changed('a[0')],
    ['changed', () => everything().changed('a', '')],
    ['became', () => everything().became('a[-1]', 1)],
    ['where', () => everything().where({ 'a[*]': 1 })],
  ])('are refused with a path that is none: %s', (word, say) => {
    const problem = expect.stringContaining('got a path that') as unknown
    expect(say).toThrow(expect.objectContaining({ detail: { word, problem } }) as Error)
  })

  it('give frozen data, whatever is put behind what', () => {
    const words = fc.constantFrom<(filter: ReturnType<typeof everything>) => unknown>(
      filter => filter.on('INSERT', 'MODIFY'),
      filter => filter.changed('a', 'b'),
      filter => filter.became('a', 1),
      filter =>
        filter.where({
          a: 1,
          b: { oneOf: ['x', { N: '2' }] },
          c: { gte: { N: '1' }, exists: true },
          d: { N: '4' },
        }),
      filter => filter.became('a', { N: '1' }),
      filter => filter.origin('user', 'self'),
      filter => filter.matching(() => true),
      filter => anyOf(filter, when(Thing)),
      filter => allOf(filter, when(Thing)),
      filter => not(filter),
    )
    const isFrozen = (value: unknown): boolean =>
      typeof value !== 'object' || value === null
        ? true
        : Object.isFrozen(value) && Object.values(value).every(isFrozen)
    fc.assert(
      fc.property(words, words, (one, other) => {
        const first = one(everything()) as ReturnType<typeof everything>
        const filters = [first, ...('on' in first ? [other(first) as Filter] : [])]
        for (const filter of filters)
          expect([Object.isFrozen(filter), isFrozen(filter.expr)]).toEqual([true, true])
      }),
    )
  })
})
