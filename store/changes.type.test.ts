import { describe, expectTypeOf, it } from 'vitest'
import type { AnyNumber } from '../core/attributes/exact-number.ts'
import type { Changes } from './expressions/changes.ts'
import { changes } from './expressions/changes.ts'
import { attribute } from './expressions/condition.ts'
import type { Table } from './table.ts'
import { transaction } from './transactions/transaction.ts'
import { update } from './verbs/update.ts'

interface OrderItem {
  readonly status: 'open' | 'closed'
  readonly total: AnyNumber
  readonly note?: string
  readonly address: { readonly country: 'IT' | 'NO' }
  readonly log: readonly string[]
}
const order = changes<OrderItem>()
declare const shop: Table

describe('set', () => {
  it('takes attributes with values of their types, and other attributes', () => {
    order.set('status', 'closed').set('total', 3).set('note', 'any text').set('address.country', 'NO')
    order.set('total', attribute<OrderItem>('total')).set('log[0]', 'any text').set(['log', 0], 'any text')
    expectTypeOf(order.set('status', 'closed')).toEqualTypeOf<Changes<OrderItem>>()
  })

  it('refuses what is no attribute of the item', () => {
    // @ts-expect-error -- no attribute
    order.set('statos', 'closed')
    // @ts-expect-error -- a path that begins with no attribute
    order.set('adress.country', 'NO')
  })

  it('refuses a value that the attribute cannot have', () => {
    // @ts-expect-error -- misspelt
    order.set('status', 'cloosed')
    // @ts-expect-error -- a text for a number
    order.set('total', '3')
    // @ts-expect-error -- below a map
    order.set('address.country', 'XX')
    // @ts-expect-error -- a map that lacks its attribute
    order.set('address', {})
  })

  it('takes anything where no type is given', () => {
    changes().set('anything', { at: ['all'] })
  })
})

describe('setIfAbsent', () => {
  it('takes and refuses what set does', () => {
    order.setIfAbsent('status', 'open')
    // @ts-expect-error -- no attribute
    order.setIfAbsent('statos', 'open')
    // @ts-expect-error -- misspelt
    order.setIfAbsent('status', 'oopen')
  })
})

describe('every other change', () => {
  it('takes attributes of the item', () => {
    order.increment('total', 1).decrement('total', 1n, 0).append('log', ['paid'])
    order.prepend('log', ['paid']).remove('note', 'address.country').add('total', 3)
    order.delete('log', new Set(['paid']))
  })

  it('refuses what is no attribute of the item', () => {
    // @ts-expect-error -- no attribute
    order.increment('totl', 1)
    // @ts-expect-error -- no attribute
    order.decrement('totl', 1)
    // @ts-expect-error -- no attribute
    order.append('lgo', ['paid'])
    // @ts-expect-error -- no attribute
    order.prepend('lgo', ['paid'])
    // @ts-expect-error -- the second is no attribute
    order.remove('note', 'lgo')
    // @ts-expect-error -- no attribute
    order.add('totl', 3)
    // @ts-expect-error -- no attribute
    order.delete('lgo', new Set(['paid']))
  })

  it('refuses an amount that is no number, entries that are no list, and members that are no set', () => {
    // @ts-expect-error -- a text for a number
    order.increment('total', '1')
    // @ts-expect-error -- a text for a number
    order.decrement('total', '1')
    // @ts-expect-error -- one entry alone
    order.append('log', 'paid')
    // @ts-expect-error -- a list for a set
    order.delete('log', ['paid'])
  })
})

describe('an update', () => {
  it('takes changes of any item, alone or in a transaction, and nothing else', () => {
    void update(shop, { PK: '1' }, order.set('status', 'closed'))
    transaction().update({ PK: '1' }, order.set('status', 'closed'))
    // @ts-expect-error -- no changes
    void update(shop, { PK: '1' }, { status: 'closed' })
    // @ts-expect-error -- no changes
    transaction().update({ PK: '1' }, { status: 'closed' })
  })
})
