import * as v from 'valibot'
import type { AnyNumber } from '../core/attributes/exact-number.ts'
import { ExactNumber } from '../core/attributes/exact-number.ts'
import { entity } from '../core/entity/define-entity.ts'
import type { ItemOf } from '../core/entity/entity.ts'

/** Money and counts as the table holds them: no digit is lost, whatever their length. */
const amount = v.custom<AnyNumber>(
  value => typeof value === 'number' || value instanceof ExactNumber,
  'not a number',
)

/** `version` counts the writes of an item; items of older code have none. */
const stamps = { createdAt: v.string(), updatedAt: v.string(), version: v.optional(v.number()) }

/** Somebody who orders. */
export const User = entity('User', {
  match: { type: 'USER' },
  schema: v.object({
    userId: v.string(),
    email: v.string(),
    name: v.string(),
    company: v.string(),
    address: v.object({
      street: v.string(),
      city: v.string(),
      postalCode: v.optional(v.string()),
      country: v.string(),
    }),
    ...stamps,
  }),
})

/** An order, without its lines. */
export const Order = entity('Order', {
  match: { type: 'ORDER' },
  schema: v.object({
    orderId: v.string(),
    userId: v.string(),
    status: v.string(),
    placedAt: v.string(),
    total: amount,
    freight: amount,
    ...stamps,
  }),
})

/** Something that is sold; `quantity` is its stock. */
export const Product = entity('Product', {
  match: { type: 'PRODUCT' },
  schema: v.object({
    productId: v.string(),
    title: v.string(),
    category: v.string(),
    price: amount,
    quantity: amount,
    ...stamps,
  }),
})

/** One line of an order. */
export const OrderItem = entity('OrderItem', {
  match: { type: 'ORDER_ITEM' },
  schema: v.object({
    orderId: v.string(),
    productId: v.string(),
    price: amount,
    quantity: amount,
    discount: amount,
    ...stamps,
  }),
})

/** Money that can be transferred. */
export const Account = entity('Account', {
  match: { type: 'ACCOUNT' },
  schema: v.object({ accountId: v.string(), balance: amount, ...stamps }),
})

/** Money that went from one account to another: its being there is what keeps it from going twice. */
export const Transfer = entity('Transfer', {
  match: { type: 'TRANSFER' },
  schema: v.object({
    transferId: v.string(),
    from: v.string(),
    to: v.string(),
    amount,
    ...stamps,
  }),
})

/** What the items of each entity are, by its name. */
export type ItemByName = {
  readonly [
    E in
      | typeof User
      | typeof Order
      | typeof Product
      | typeof OrderItem
      | typeof Account
      | typeof Transfer as E['name']
  ]: ItemOf<E>
}

/** A user as it is read. */
export type UserItem = ItemOf<typeof User>
/** An order as it is read. */
export type OrderRecord = ItemOf<typeof Order>
/** A line of an order as it is read. */
export type OrderLineItem = ItemOf<typeof OrderItem>
/** A product as it is read. */
export type ProductItem = ItemOf<typeof Product>
/** An account as it is read. */
export type AccountItem = ItemOf<typeof Account>
/** A transfer as it is read. */
export type TransferItem = ItemOf<typeof Transfer>
