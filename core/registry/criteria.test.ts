import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { entity } from '../entity/define-entity.ts'
import type { Filter } from '../filter/filter.ts'
import { allOf, anyOf, everything, not, when } from '../filter/words.ts'
import { batchProcessor } from '../processor/define-processor.ts'
import { filterCriteria } from './criteria.ts'
import { registry } from './define-registry.ts'

const Product = entity('Product', { match: { type: 'PRODUCT' } })
const Keyed = entity('Keyed', { match: { PK: { prefix: 'USER#' } } })
const Both = entity('Both', { match: { type: 'PRODUCT', status: 'open' } })

const handle = async (): Promise<void> => Promise.resolve()

const textsOf = (sink: 'events' | 'state', filters: readonly Filter[]): readonly string[] | undefined =>
  filterCriteria(
    registry(filters.map((filter, at) => batchProcessor({ name: `p${at}`, filter, sink, handle }))),
  )?.Filters.map(({ Pattern }) => Pattern)
const parsed = (texts: readonly string[] | undefined): unknown =>
  texts?.map(text => JSON.parse(text) as unknown)
const eventPatterns = (...filters: readonly Filter[]): unknown => parsed(textsOf('events', filters))

/** Lets in all of a stream that carries fewer images. */
const fewer = {
  dynamodb: { StreamViewType: [{ 'anything-but': ['NEW_AND_OLD_IMAGES'] }, { exists: false }] },
}
const eventName = (...kinds: readonly string[]) => ({ eventName: kinds })
const newIs = (image: object) => ({ dynamodb: { NewImage: image } })
const S = (...texts: readonly unknown[]) => ({ S: texts })

const inserted = everything().on('INSERT')

describe('the pattern of a filter', () => {
  it.each<[string, Filter, readonly unknown[]]>([
    ['kinds alone', everything().on('INSERT', 'REMOVE'), [eventName('INSERT', 'REMOVE')]],
    ['what changed', everything().changed('status'), [eventName('MODIFY')]],
    [
      'a value, whatever the kind',
      everything().where({ status: 'open', paid: true, note: null }),
      [
        {
          ...eventName('INSERT', 'MODIFY'),
          ...newIs({ status: S('open'), paid: { BOOL: [true] }, note: { NULL: [true] } }),
        },
        {
          ...eventName('REMOVE'),
          dynamodb: { OldImage: { status: S('open'), paid: { BOOL: [true] }, note: { NULL: [true] } } },
        },
        fewer,
      ],
    ],
    [
      'a value that it became',
      everything().became('status', 'open'),
      [{ ...eventName('INSERT', 'MODIFY'), ...newIs({ status: S('open') }) }, fewer],
    ],
    [
      'a prefix, which may be packed',
      inserted.where({ status: { prefix: 'o' } }),
      [{ ...eventName('INSERT'), ...newIs({ status: S({ prefix: 'o' }, { exists: false }) }) }, fewer],
    ],
    [
      'an entity that a MODIFY can make of an item',
      when(Product).on('INSERT'),
      [
        { ...eventName('INSERT'), ...newIs({ type: S('PRODUCT') }) },
        {
          ...eventName('MODIFY'),
          dynamodb: {
            NewImage: { type: S('PRODUCT') },
            OldImage: { type: S({ 'anything-but': ['PRODUCT'] }, { exists: false }) },
          },
        },
        fewer,
      ],
    ],
    [
      'an entity that a MODIFY can take an item from',
      when(Product).on('REMOVE'),
      [
        { ...eventName('REMOVE'), dynamodb: { OldImage: { type: S('PRODUCT') } } },
        {
          ...eventName('MODIFY'),
          dynamodb: {
            NewImage: { type: S({ 'anything-but': ['PRODUCT'] }, { exists: false }) },
            OldImage: { type: S('PRODUCT') },
          },
        },
        fewer,
      ],
    ],
    [
      'an entity told by more than one attribute, or by a prefix, of which nothing is said where it is not',
      anyOf(when(Both).on('REMOVE'), when(Keyed).on('INSERT')),
      [
        {
          ...eventName('REMOVE', 'MODIFY'),
          dynamodb: { OldImage: { type: S('PRODUCT'), status: S('open') } },
        },
        {
          ...eventName('INSERT', 'MODIFY'),
          ...newIs({ PK: S({ prefix: 'USER#' }, { exists: false }) }),
        },
        fewer,
      ],
    ],
  ])('says %s', (_, filter, patterns) => {
    expect(eventPatterns(filter)).toEqual(patterns)
  })

  it.each<[string, Filter]>([
    ['a number', inserted.where({ n: 5 })],
    ['a range', inserted.where({ n: { gte: 'a' } })],
    ['an attribute that has to be there', inserted.where({ n: { exists: true } })],
    ['a value among others that are no texts', inserted.where({ n: { oneOf: ['a', 5] } })],
    ['a value among none', inserted.where({ n: { oneOf: [] } })],
    ['any prefix', inserted.where({ n: { prefix: '' } })],
    ['a path', inserted.where({ 'a.b': 'x', 'l[0]': 'x' })],
    ['what it is not', allOf(inserted, not(everything().where({ n: 'x' })))],
    ['who wrote it', inserted.origin('user')],
    ['a predicate', inserted.matching(() => true)],
  ])('says nothing of %s', (_, filter) => {
    expect(eventPatterns(filter)).toEqual([eventName('INSERT')])
  })

  it('says of a sink that holds state what enters and what leaves, whatever the words about the event', () => {
    const open = everything().on('MODIFY').changed('note').became('note', 'x').where({ status: 'open' })

    expect(parsed(textsOf('state', [open]))).toEqual([
      newIs({ status: S('open') }),
      { dynamodb: { OldImage: { status: S('open') } } },
      fewer,
    ])
  })

  it('is none where everything is wanted, or nobody wants anything', () => {
    expect(eventPatterns(inserted, everything())).toBeUndefined()
    expect(eventPatterns()).toBeUndefined()
    expect(
      eventPatterns(
        everything()
          .on('INSERT')
          .on('REMOVE' as never),
      ),
    ).toBeUndefined()
  })
})

describe('two filters', () => {
  const one = { ...eventName('INSERT'), ...newIs({ status: S('open') }) }

  it.each<[string, readonly Filter[], unknown]>([
    ['in nothing', [inserted.where({ status: 'open' }), inserted.where({ status: 'open' })], one],
    [
      'in a value',
      [inserted.where({ status: 'open' }), inserted.where({ status: { oneOf: ['open', 'shut'] } })],
      { ...eventName('INSERT'), ...newIs({ status: S('open', 'shut') }) },
    ],
    [
      'in some values',
      [
        inserted.where({ status: { oneOf: ['open', 'held'] } }),
        inserted.where({ status: { oneOf: ['held', 'shut'] } }),
      ],
      { ...eventName('INSERT'), ...newIs({ status: S('open', 'held', 'shut') }) },
    ],
    [
      'in the value of one of two attributes',
      [inserted.where({ status: 'open', size: 'l' }), inserted.where({ status: 'open', size: 's' })],
      { ...eventName('INSERT'), ...newIs({ status: S('open'), size: S('l', 's') }) },
    ],
    [
      'in their kinds',
      [inserted.where({ status: 'open' }), everything().on('INSERT', 'MODIFY').where({ status: 'open' })],
      { ...eventName('INSERT', 'MODIFY'), ...newIs({ status: S('open') }) },
    ],
    [
      'in what others of them make alike',
      [
        inserted.where({ status: 'open' }),
        everything().on('MODIFY').where({ status: 'open' }),
        inserted.where({ status: 'shut' }),
        everything().on('MODIFY').where({ status: 'shut' }),
      ],
      { ...eventName('INSERT', 'MODIFY'), ...newIs({ status: S('open', 'shut') }) },
    ],
  ])('share a pattern where they differ %s', (_, filters, pattern) => {
    expect(eventPatterns(...filters)).toEqual([pattern, fewer])
  })

  it.each<[string, Filter]>([
    ['another attribute', inserted.where({ size: 'open' })],
    ['one more attribute', inserted.where({ status: 'open', size: 'l' })],
    ['another type', inserted.where({ status: true })],
    ['two values', inserted.where({ status: 'shut', size: 's' })],
    ['a value and a kind', everything().on('MODIFY').where({ status: 'shut' })],
    ['the other image', everything().on('REMOVE').where({ status: 'open' })],
  ])('have one each where they differ in %s', (what, other) => {
    const first = what === 'two values' ? { status: 'open', size: 'l' } : { status: 'open' }

    expect(eventPatterns(inserted.where(first), other)).toHaveLength(3)
    expect(eventPatterns(other, inserted.where(first))).toHaveLength(3)
  })
})

describe('patterns that are many or long', () => {
  /** Each of another attribute, so that no two of them become one; so many characters in texts that are never packed. */
  const demanding = (name: string, length: number): Filter => {
    const starts = Array.from({ length: Math.ceil(length / 900) }, (_, at) => at)
    return inserted.where({
      [name]: { oneOf: starts.map(at => `${at}`.padEnd(Math.min(900, length - at * 900), 'x')) },
    })
  }
  const lengthOf = (filter: Filter): number => textsOf('events', [filter])?.[0]?.length ?? Infinity

  it('are five at most as they are, and else gathered', () => {
    const filters = Array.from({ length: 5 }, (_, at) => demanding(`a${at}`, 3))

    expect(eventPatterns(...filters.slice(0, 4))).toHaveLength(5)
    expect(eventPatterns(...filters)).toMatchObject([{ $or: [{}, {}, {}, {}, {}, fewer] }])
  })

  it('are gathered up to the last character that there is room for', () => {
    const few = Array.from({ length: 4 }, (_, at) => demanding(`few${at}`, 3))
    const [one, other] = [demanding('one', 2_000), demanding('other', 1_901)]
    const room = 4_096 - '{"$or":[,]}'.length - lengthOf(one) - lengthOf(other)

    expect(textsOf('events', [one, demanding('other', 1_901 + room), ...few])?.[0]).toHaveLength(4_096)
    expect(textsOf('events', [one, demanding('other', 1_902 + room), ...few])?.[0]).not.toContain('other')
  })

  it('are 4,096 characters long at most', () => {
    const longest = 4_096 - (lengthOf(demanding('a', 3_700)) - 3_700)

    expect(lengthOf(demanding('a', longest))).toBe(4_096)
    expect(textsOf('events', [demanding('a', longest + 1)])).toBeUndefined()
  })

  it('are gathered with each of them once, or there are none', () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 3_800 }), { minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(lengths, all => {
        const filters = all.map((length, at) => demanding(`a${at}`, length))
        const single = filters.flatMap(filter => textsOf('events', [filter])?.[0] ?? [])
        const texts = textsOf('events', filters)
        if (texts === undefined) {
          expect(single.join('').length).toBeGreaterThan(2 * 4_096)
          return
        }
        const told = texts.flatMap(text => {
          const pattern = JSON.parse(text) as { readonly $or?: readonly unknown[] }
          return pattern.$or ?? [pattern]
        })

        expect(texts.length).toBeLessThanOrEqual(5)
        for (const text of texts) expect(text.length).toBeLessThanOrEqual(4_096)
        expect(told.map(each => JSON.stringify(each)).toSorted()).toEqual(
          [...single, JSON.stringify(fewer)].toSorted(),
        )
      }),
      { numRuns: 50 },
    )
  })
})
