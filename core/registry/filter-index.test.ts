import { describe, expect, it } from 'vitest'
import { recordOf } from '../../test/support/records.ts'
import { seenAs } from '../../test/support/view-types.ts'
import { entity } from '../entity/define-entity.ts'
import type { Filter } from '../filter/filter.ts'
import { allOf, anyOf, everything, not, when } from '../filter/words.ts'
import type { StreamRecord } from '../record/stream-record.ts'
import { viewOf } from '../record/view-of.ts'
import { filterIndex } from './filter-index.ts'

const Product = entity('Product', { match: { type: 'PRODUCT' } })
const Several = entity('Several', { match: { type: ['PRODUCT', 'ORDER'] } })

type Attributes = Readonly<Record<string, string>>

const inserted = (after: Attributes): StreamRecord => recordOf({ seq: 1, kind: 'INSERT', after })
const modified = (before: Attributes, after: Attributes): StreamRecord => recordOf({ seq: 1, before, after })

const asked = (filters: readonly Filter[], record: StreamRecord): readonly number[] =>
  filterIndex(filters.map(({ expr }) => expr)).candidates(viewOf(record))

const many = (count: number, make: (at: number) => Filter): readonly Filter[] =>
  Array.from({ length: count }, (_, at) => make(at))

describe('the filters that are asked about a record', () => {
  it.each<[string, Filter]>([
    ['a text', everything().where({ type: 'PRODUCT' })],
    ['one of some texts', everything().where({ type: { oneOf: ['PRODUCT', 'ORDER'] } })],
    ['an entity', when(Product)],
    ['an entity that one of some texts tells', when(Several)],
    ['all of several things', allOf(everything().on('INSERT'), when(Product))],
    ['one of several things', anyOf(when(Several), everything().where({ type: 'BASKET' }))],
    ['one of some texts in an all', allOf(anyOf(when(Product), when(Several)), everything().changed('a'))],
  ])('are not those that need a text which the record has not: %s', (_, filter) => {
    expect(asked([filter], inserted({ type: 'PRODUCT' }))).toEqual([0])
    expect(asked([filter], modified({ type: 'PRODUCT' }, { type: 'OTHER' }))).toEqual([0])
    expect(asked([filter], modified({ type: 'OTHER' }, { type: 'PRODUCT' }))).toEqual([0])
    expect(asked([filter], modified({ type: 'OTHER' }, { type: 'NEITHER' }))).toEqual([])
    expect(asked([filter], inserted({ type: 'OTHER' }))).toEqual([])
    expect(asked([filter], recordOf({ seq: 1, kind: 'INSERT', after: { type: { N: '1' } } }))).toEqual([])
  })

  it.each<[string, Filter]>([
    ['everything', everything()],
    ['kinds', everything().on('REMOVE')],
    ['a number', everything().where({ size: 5 })],
    ['nothing there', everything().where({ size: null })],
    ['a flag', everything().where({ size: true })],
    ['a prefix', everything().where({ type: { prefix: 'X' } })],
    ['a text or a number', everything().where({ type: { oneOf: ['X', 5] } })],
    ['what it is not', not(when(Product))],
    ['a text, or whatever changed', anyOf(when(Product), everything().changed('a'))],
  ])('are all that need no text: %s', (_, filter) => {
    expect(asked([when(Product), filter], inserted({ type: 'OTHER' }))).toEqual([1])
  })

  it.each([1, 2, 5])(
    'are those of the text that it had and the %i of the one that it has, no others',
    count => {
      const wanted = [
        everything().where({ type: 'OLD' }),
        ...many(count, () => everything().where({ type: 'NEW' })),
      ]
      const filters = [...wanted, everything().where({ type: 'NEITHER' })]

      expect(asked(filters, modified({ type: 'OLD' }, { type: 'NEW' }))).toEqual([...wanted.keys()])
      expect(asked(filters, modified({ type: 'NEW' }, { type: 'OLD' }))).toEqual([...wanted.keys()])
    },
  )

  it('are there once, in their order, whichever of their texts the record has', () => {
    const either = anyOf(everything().where({ a: 'x' }), everything().where({ b: 'y' }))
    const filters = [
      everything().where({ a: 'z' }),
      everything(),
      either,
      everything().where({ b: 'y' }),
      everything(),
      everything().where({ a: 'x' }),
    ]

    expect(asked(filters, inserted({ a: 'x', b: 'y' }))).toEqual([1, 2, 3, 4, 5])
    expect(asked(filters, modified({ a: 'x' }, { b: 'y' }))).toEqual([1, 2, 3, 4, 5])
    expect(asked(filters, modified({ a: 'z' }, { a: 'x' }))).toEqual([0, 1, 2, 4, 5])
    expect(asked(filters, inserted({ b: 'y' }))).toEqual([1, 2, 3, 4])
    expect(asked(filters, inserted({}))).toEqual([1, 4])
  })

  it('are all where an image is not carried, in which a text may stand', () => {
    const filters = [everything().where({ a: 'x' }), when(Product)]

    expect(asked(filters, seenAs(modified({ a: 'x' }, {}), 'NEW_IMAGE'))).toEqual([0, 1])
    expect(asked(filters, modified({ b: 'x' }, {}))).toEqual([])
  })

  it('are those that have the rarest of their texts in common with it', () => {
    const own = many(4, at => when(Product).where({ a: { oneOf: [0, 1, 2].map(of => `${at}-${of}`) } }))
    const branches = many(4, at =>
      anyOf(
        when(entity(`E${at}`, { match: { type: `E${at}` } })).where({ a: 'x' }),
        when(entity(`F${at}`, { match: { type: `F${at}` } })).where({ a: 'x' }),
      ),
    )

    expect(asked(own, inserted({ type: 'PRODUCT', a: '2-1' }))).toEqual([2])
    expect(asked(branches, inserted({ type: 'F2', a: 'x' }))).toEqual([2])
    expect(
      asked(
        branches.map(filter => allOf(filter, everything())),
        inserted({ type: 'E1', a: 'x' }),
      ),
    ).toEqual([1])
  })

  it('are told apart by further texts where more than four have one in common', () => {
    const common = ['a', 'b', 'c', 'd', 'e']
    const alike = (at: number): Filter => when(Product).where({ a: { oneOf: [...common, `own-${at}`] } })
    const record = inserted({ type: 'PRODUCT', a: 'own-1' })

    expect(asked(many(4, alike), record)).toEqual([0, 1, 2, 3])
    expect(asked(many(5, alike), record)).toEqual([1])
    expect(asked(many(5, alike), inserted({ type: 'PRODUCT', a: 'c' }))).toEqual([0, 1, 2, 3, 4])
  })
})
