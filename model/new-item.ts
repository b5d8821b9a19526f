import type { PlainItem } from '../core/attributes/unmarshal.ts'
import type { Entity } from '../core/entity/entity.ts'
import type { ItemByName } from './entities.ts'
import type { Keys } from './keys.ts'
import { accountKey, orderItemKeys, orderKeys, productKeys, transactionKey, userKeys } from './keys.ts'
import type { NewContent } from './stored-item.ts'

/** An entity that is told by one text in `type`, so that its items can be given it. */
type Tagged<N extends string, T> = Entity<N, T, { readonly type: string }>

/** What places an entity's items in the table and its indexes: one that is not here is not written. */
const keysOf: {
  readonly [N in keyof ItemByName]: (content: NewContent<ItemByName[N]>) => Keys
} = {
  User: userKeys,
  Order: orderKeys,
  Product: productKeys,
  OrderItem: orderItemKeys,
  Account: ({ accountId }) => accountKey(accountId),
  Transfer: ({ transferId }) => transactionKey(transferId),
}

/** A new item under keys that its content does not tell: its tag, what it holds, when it began, and version 1. */
export const newItemUnder = <T>(
  keys: Keys,
  { match }: Tagged<string, T>,
  now: string,
  content: NoInfer<NewContent<T>>,
): PlainItem => ({
  ...keys,
  type: match.type,
  ...content,
  createdAt: now,
  updatedAt: now,
  version: 1,
})

/**
 * A new item of an entity. Keys and tag come from the entity, and its schema says what must be there.
 *
 * @example
 * ```ts
 * newItem(Product, now, { productId: '7', title: 'Chai', category: 'Beverages', price: 18, quantity: 39 })
 * ```
 */
export const newItem = <N extends keyof ItemByName>(
  of: Tagged<N, ItemByName[N]>,
  now: string,
  content: NewContent<ItemByName[N]>,
): PlainItem => newItemUnder(keysOf[of.name](content), of, now, content)
