import { describe, expectTypeOf, it } from 'vitest'
import { entity } from '../core/entity/define-entity.ts'
import type { ProductItem, UserItem } from './entities.ts'
import { Account, Order, OrderItem, Product, Transfer, User } from './entities.ts'
import { newItem, newItemUnder } from './new-item.ts'
import { touched } from './shop.ts'
import type { NewContent } from './stored-item.ts'
import { EmailGuard } from './users/email-guard.ts'

const now = '2026-01-01T00:00:00.000Z'
const chai = { productId: '1', title: 'Chai', category: 'Beverages', price: 18, quantity: 39 }
const { title, ...untitled } = chai
const { productId, ...unnamed } = chai

describe('the tag of an entity', () => {
  it('is the very text that its items have', () => {
    expectTypeOf(User.match.type).toEqualTypeOf<'USER'>()
    expectTypeOf(Order.match.type).toEqualTypeOf<'ORDER'>()
    expectTypeOf(Product.match.type).toEqualTypeOf<'PRODUCT'>()
    expectTypeOf(OrderItem.match.type).toEqualTypeOf<'ORDER_ITEM'>()
    expectTypeOf(Account.match.type).toEqualTypeOf<'ACCOUNT'>()
    expectTypeOf(Transfer.match.type).toEqualTypeOf<'TRANSFER'>()
    expectTypeOf(EmailGuard.match.type).toEqualTypeOf<'EMAIL'>()
  })
})

describe('a new item', () => {
  it('takes what its entity holds, with numbers in every form', () => {
    newItem(Product, now, chai)
    newItem(Product, now, { ...chai, price: 18n })
    newItem(Account, now, { accountId: '1', balance: 0 })
  })

  it('takes all but the stamps, which it sets itself', () => {
    type Content = NewContent<ProductItem>
    expectTypeOf<keyof Content>().toEqualTypeOf<keyof typeof chai>()
    type Address = NewContent<UserItem>['address']
    expectTypeOf<Address['postalCode']>().toEqualTypeOf<string | undefined>()
  })

  it('refuses content that lacks an attribute, or one of its key', () => {
    // @ts-expect-error -- no title
    newItem(Product, now, untitled)
    // @ts-expect-error -- no productId
    newItem(Product, now, unnamed)
    // @ts-expect-error -- nothing
    newItem(Product, now, {})
  })

  it('refuses a misspelt attribute, one of another type, and what another entity holds', () => {
    // @ts-expect-error -- misspelt
    newItem(Product, now, { ...untitled, titel: title })
    // @ts-expect-error -- a text for a number
    newItem(Product, now, { ...chai, price: '18' })
    // @ts-expect-error -- an account
    newItem(Product, now, { accountId: productId, balance: 0 })
  })

  it('refuses a tag that is not the one of its entity, or is put beside it', () => {
    // @ts-expect-error -- a tag, and no entity
    newItem('PRODCUT', now, chai)
    // @ts-expect-error -- misspelt, and not its to say
    newItem(Product, now, { ...chai, type: 'PRODCUT' })
  })

  it('refuses an entity that has no keys here, or is not told by one text', () => {
    // @ts-expect-error -- no keys
    newItem(EmailGuard, now, { userId: '1' })
    const Either = entity('Either', { match: { type: ['A', 'B'] } })
    // @ts-expect-error -- of two tags
    newItemUnder({ PK: '1', SK: '1' }, Either, now, {})
    const Placed = entity('Placed', { match: { PK: { prefix: 'A#' } } })
    // @ts-expect-error -- of no tag
    newItemUnder({ PK: 'A#1', SK: '1' }, Placed, now, {})
  })

  it('under keys of its own refuses content that lacks an attribute', () => {
    newItemUnder({ PK: '1', SK: '1' }, EmailGuard, now, { userId: '1' })
    // @ts-expect-error -- no userId
    newItemUnder({ PK: '1', SK: '1' }, EmailGuard, now, {})
    // @ts-expect-error -- no sort key
    newItemUnder({ PK: '1' }, EmailGuard, now, { userId: '1' })
  })
})

describe('an update', () => {
  it('changes what the item holds, and what places it in an index', () => {
    touched<ProductItem>(now).set('price', 3n).set('GSI1PK', 'PRODUCT#CATEGORY#Tea')
  })

  it('refuses what the item does not hold', () => {
    // @ts-expect-error -- misspelt
    touched<ProductItem>(now).set('prcie', 3)
    // @ts-expect-error -- a text for a number
    touched<ProductItem>(now).set('price', '3')
    // @ts-expect-error -- an index that there is not
    touched<ProductItem>(now).set('GSI3PK', 'x')
    // @ts-expect-error -- of an item that is not named
    touched(now).set('price', 3)
  })
})
