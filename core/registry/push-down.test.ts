import { describe, expect, it } from 'vitest'
import { recordOf } from '../../test/support/records.ts'
import { entity } from '../entity/define-entity.ts'
import type { Filter } from '../filter/filter.ts'
import { allOf, anyOf, everything, when } from '../filter/words.ts'
import { matchesPattern } from '../pattern/matches-pattern.ts'
import { parsePattern } from '../pattern/parse-pattern.ts'
import { batchProcessor, processor } from '../processor/define-processor.ts'
import type { StreamRecord } from '../record/stream-record.ts'
import { filterCriteria } from './criteria.ts'
import { registry } from './define-registry.ts'
import { alternativesOf } from './push-down.ts'

const Product = entity('Product', { match: { type: 'PRODUCT' } })

const wanting = (filter: Filter) => processor({ name: 'p', filter, handle: async () => Promise.resolve() })

/** What Lambda lets through: everything without criteria. */
const letsIn = (filter: Filter, record: StreamRecord): boolean => {
  const criteria = filterCriteria(registry([wanting(filter)]))
  return (
    criteria === undefined ||
    criteria.Filters.some(({ Pattern }) => matchesPattern(parsePattern(Pattern), record))
  )
}

const oneOfSeveral = (attribute: string, count: number): Filter =>
  anyOf(
    ...Array.from({ length: count }, (_, index) =>
      when(Product).where({ [attribute]: `${attribute}${index}` }),
    ),
  )
const product = (colour: string, size: string): StreamRecord =>
  recordOf({ seq: 1, kind: 'INSERT', after: { type: 'PRODUCT', colour, size } })

describe('conditions that multiply', () => {
  it('are pushed down up to 32 terms', () => {
    const filter = allOf(oneOfSeveral('colour', 4), oneOfSeveral('size', 8))

    expect(letsIn(filter, product('colour3', 'size7'))).toBe(true)
    expect(letsIn(filter, product('colour4', 'size7'))).toBe(false)
    expect(letsIn(filter, product('colour3', 'size8'))).toBe(false)
  })

  it('let everything in beyond 32 terms, and never keep out what is wanted', () => {
    const filter = allOf(oneOfSeveral('colour', 3), oneOfSeveral('size', 11))
    const everyPair = [0, 1, 2].flatMap(colour =>
      Array.from({ length: 11 }, (_, size) => [colour, size] as const),
    )

    for (const [colour, size] of everyPair)
      expect(letsIn(filter, product(`colour${colour}`, `size${size}`))).toBe(true)
    expect(filterCriteria(registry([wanting(filter)]))).toBeUndefined()
  })
})

describe('conditions that contradict each other', () => {
  it('do not count among the 32', () => {
    const each = (kind: 'INSERT' | 'REMOVE', attribute: string): readonly Filter[] =>
      Array.from({ length: 5 }, (_, index) =>
        when(Product)
          .on(kind)
          .where({ [attribute]: `${attribute}${index}` }),
      )
    const filter = allOf(
      anyOf(...each('INSERT', 'colour')),
      anyOf(...each('INSERT', 'size'), ...each('REMOVE', 'size')),
    )

    expect(letsIn(filter, product('colour4', 'size4'))).toBe(true)
    expect(letsIn(filter, product('colour5', 'size4'))).toBe(false)
  })
})

describe('words about the event in a filter whose sink holds state', () => {
  it.each<[string, Filter]>([
    [
      'kinds',
      when(Product)
        .on('INSERT')
        .on('REMOVE' as never),
    ],
    ['a change and a kind', allOf(when(Product).on('INSERT'), when(Product).changed('size'))],
    [
      'a value that it became and a kind',
      allOf(when(Product).on('REMOVE'), when(Product).became('size', 's')),
    ],
  ])('keep out nothing, also where no event is all that they say: %s', (_, filter) => {
    const state = batchProcessor({
      name: 'state',
      filter,
      sink: 'state',
      handle: async () => Promise.resolve(),
    })
    const others = wanting(everything().on('REMOVE'))
    const criteria = filterCriteria(registry([state, others]))?.Filters ?? []

    expect(registry([state]).match(product('red', 's'))).toHaveLength(1)
    expect(criteria.some(({ Pattern }) => matchesPattern(parsePattern(Pattern), product('red', 's')))).toBe(
      true,
    )
    expect(
      criteria.some(({ Pattern }) =>
        matchesPattern(parsePattern(Pattern), recordOf({ seq: 1, kind: 'INSERT', after: { type: 'OTHER' } })),
      ),
    ).toBe(false)
  })
})

describe('a kind that is named twice', () => {
  it('is the kind that it is once, to an entity as to the table', () => {
    const filter = anyOf(everything().on('INSERT', 'INSERT'), when(Product).on('REMOVE'))
    const becomes = recordOf({ seq: 1, before: { type: 'OTHER' }, after: { type: 'PRODUCT' } })

    expect(registry([wanting(filter)]).match(becomes)).toHaveLength(1)
    expect(letsIn(filter, becomes)).toBe(true)
  })
})

describe('an entity that is told by any text', () => {
  it.each([{ prefix: '' }, ['', 'PRODUCT']])('is kept out by no pattern: %o', type => {
    const filter = when(entity('Any', { match: { type } }))

    expect(letsIn(filter, recordOf({ seq: 1, kind: 'INSERT', after: { type: 'PRODUCT' } }))).toBe(true)
    expect(JSON.stringify(filterCriteria(registry([wanting(filter)])) ?? {})).not.toContain('"prefix":""')
  })
})

describe('a text that may be packed', () => {
  const newImageOf = (text: string): unknown =>
    alternativesOf(wanting(when(Product).where({ text })))[0]?.newImage['text']

  it('may be missing from 1,024 bytes on, however many characters those are', () => {
    const long = 'é'.repeat(512)

    expect(newImageOf('x'.repeat(1_023))).toEqual({ type: 'S', matchers: ['x'.repeat(1_023)] })
    expect(newImageOf(long)).toEqual({ type: 'S', matchers: [long, { exists: false }] })
  })
})
