import { describe, expectTypeOf, it } from 'vitest'
import type { AnyNumber } from '../attributes/exact-number.ts'
import type { Change, Inserted, Modified, Removed } from '../change/change.ts'
import { entity } from '../entity/define-entity.ts'
import type { UnknownItem } from '../entity/define-entity.ts'
import type { Selected } from './filter.ts'
import { allOf, anyOf, everything, not, when } from './words.ts'

interface OrderImage {
  readonly status: 'open' | 'closed'
  readonly total: AnyNumber
  readonly rank: 1 | 2
  readonly paid: boolean
  readonly note?: string | null
  readonly placedAt: Date
  readonly address: { readonly country: 'IT' | 'NO'; readonly city: string }
  readonly lines: readonly { readonly sku: string }[]
}

const Order = entity<'Order', OrderImage>('Order', { match: { type: 'ORDER' } })
const User = entity<'User', { readonly name: string }>('User', { match: { type: 'USER' } })
const orders = when(Order)
declare const anyText: string
declare const selectedBy: <F>(filter: F) => Selected<F>

describe('a filter over an entity', () => {
  it('selects changes of its name and its images', () => {
    expectTypeOf(selectedBy(orders)).toEqualTypeOf<Change<'Order', OrderImage>>()
    expectTypeOf(selectedBy(everything())).toEqualTypeOf<Change<'', UnknownItem>>()
  })
})

describe('changed', () => {
  it('takes attributes of the entity and paths below them', () => {
    orders.changed('status', 'address.city', 'lines[0].sku')
    everything().changed('anything', 'at.all', anyText)
  })

  it('refuses what is no attribute of the entity', () => {
    // @ts-expect-error -- no attribute
    orders.changed('statos')
    // @ts-expect-error -- the second is no attribute
    orders.changed('status', 'statos')
    // @ts-expect-error -- a path that begins with no attribute
    orders.changed('adress.city')
    // @ts-expect-error -- a text that may be anything
    orders.changed(anyText)
  })

  it('leaves a MODIFY, with both images', () => {
    expectTypeOf(selectedBy(orders.changed('status'))).toEqualTypeOf<Modified<'Order', OrderImage>>()
  })
})

describe('became', () => {
  it('takes attributes with values that they can have', () => {
    orders.became('status', 'closed').became('paid', true).became('rank', 2).became('note', null)
    orders.became('total', 3).became('total', 3n).became('total', { N: '3.00' })
    orders.became('address.country', 'NO').became('lines[0].sku', 'any text')
    everything().became('status', 'any text').became('total', 3)
  })

  it('refuses what is no attribute of the entity', () => {
    // @ts-expect-error -- no attribute
    orders.became('statos', 'closed')
    // @ts-expect-error -- a path that begins with no attribute
    orders.became('adress.country', 'NO')
  })

  it('refuses a text that is none of those the attribute may have', () => {
    // @ts-expect-error -- misspelt
    orders.became('status', 'cloosed')
    // @ts-expect-error -- a text that may be anything
    orders.became('status', anyText)
    // @ts-expect-error -- below a map
    orders.became('address.country', 'XX')
  })

  it('refuses a value of another type', () => {
    // @ts-expect-error -- a text for a number
    orders.became('total', '3')
    // @ts-expect-error -- a number that is none of the two
    orders.became('rank', 3)
    // @ts-expect-error -- a text for a boolean
    orders.became('paid', 'true')
    // @ts-expect-error -- null where there is none
    orders.became('status', null)
    // @ts-expect-error -- no scalar at all
    everything().became('status', { text: 'closed' })
  })

  it('takes any scalar where the schema makes something else of what is stored', () => {
    orders.became('placedAt', '2026-01-01')
  })

  it('leaves changes that have a new image', () => {
    type Wanted = Inserted<'Order', OrderImage> | Modified<'Order', OrderImage>
    expectTypeOf(selectedBy(orders.became('status', 'closed'))).toEqualTypeOf<Wanted>()
  })
})

describe('where', () => {
  it('takes attributes with conditions that they can meet', () => {
    orders.where({ status: 'closed', total: { gte: 3, lt: { N: '10' } }, rank: { oneOf: [1, 2] } })
    orders.where({ status: { prefix: 'cl' }, note: { exists: false }, paid: true })
    orders.where({ 'address.country': { oneOf: ['NO'] }, 'lines[0].sku': 'any text' })
    orders.where({ status: { gte: 'a' } })
    everything().where({ status: 'any text', [anyText]: { gte: 3 } })
  })

  it('refuses what is no attribute of the entity', () => {
    // @ts-expect-error -- no attribute
    orders.where({ statos: 'closed' })
    // @ts-expect-error -- the second is no attribute
    orders.where({ status: 'closed', statos: 'closed' })
    // @ts-expect-error -- a path that begins with no attribute
    orders.where({ 'adress.country': 'NO' })
  })

  it('refuses a text that is none of those the attribute may have', () => {
    // @ts-expect-error -- misspelt
    orders.where({ status: 'cloosed' })
    // @ts-expect-error -- misspelt among others
    orders.where({ status: { oneOf: ['open', 'cloosed'] } })
    // @ts-expect-error -- below a map
    orders.where({ 'address.country': 'XX' })
  })

  it('refuses a condition of another type', () => {
    // @ts-expect-error -- a text for a number
    orders.where({ total: '3' })
    // @ts-expect-error -- texts for a number
    orders.where({ total: { oneOf: ['3'] } })
    // @ts-expect-error -- a range of texts over numbers
    orders.where({ total: { gte: '3' } })
    // @ts-expect-error -- a number has no prefix
    orders.where({ total: { prefix: '3' } })
    // @ts-expect-error -- no condition at all
    everything().where({ status: { not: 'closed' } })
  })

  it('says nothing about the kind', () => {
    expectTypeOf(selectedBy(orders.on('REMOVE').where({ status: 'closed' }))).toEqualTypeOf<
      Removed<'Order', OrderImage>
    >()
  })
})

describe('on', () => {
  it('narrows to the kinds it names', () => {
    type Ends = Inserted<'Order', OrderImage> | Removed<'Order', OrderImage>
    expectTypeOf(selectedBy(orders.on('INSERT'))).toEqualTypeOf<Inserted<'Order', OrderImage>>()
    expectTypeOf(selectedBy(orders.on('INSERT', 'REMOVE'))).toEqualTypeOf<Ends>()
  })

  it('refuses a kind that there is not, or not any more', () => {
    // @ts-expect-error -- not a kind
    orders.on('DELETE')
    // @ts-expect-error -- what is changed was neither new nor removed
    orders.changed('status').on('INSERT')
    // @ts-expect-error -- an INSERT is no REMOVE
    orders.on('INSERT').on('REMOVE')
  })
})

describe('expired', () => {
  it('leaves a REMOVE, with the image before', () => {
    expectTypeOf(selectedBy(orders.expired())).toEqualTypeOf<Removed<'Order', OrderImage>>()
  })

  it('leaves nothing of a filter that takes no REMOVE', () => {
    expectTypeOf(selectedBy(orders.changed('status').expired())).toBeNever()
  })
})

describe('matching', () => {
  it('is asked with what the words before it leave', () => {
    orders.on('INSERT').matching(change => {
      expectTypeOf(change).toEqualTypeOf<Inserted<'Order', OrderImage>>()
      return true
    })
  })
})

describe('origin', () => {
  it('refuses one that there is not', () => {
    // @ts-expect-error -- misspelt
    orders.origin('usr')
  })
})

describe('several filters', () => {
  it('select what any selects, told apart by entity and kind', () => {
    type Wanted = Inserted<'Order', OrderImage> | Removed<'User', { readonly name: string }>
    expectTypeOf(selectedBy(anyOf(orders.on('INSERT'), when(User).on('REMOVE')))).toEqualTypeOf<Wanted>()
  })

  it('select as the first does when all must', () => {
    expectTypeOf(
      selectedBy(allOf(orders.on('INSERT'), not(orders.where({ status: 'closed' })))),
    ).toEqualTypeOf<Inserted<'Order', OrderImage>>()
  })
})
