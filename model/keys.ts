/**
 * Key attributes of an item: the table's, and those of the indexes it is to be found in. A type and no interface, so
 * that it is a record of attributes too.
 */
export type Keys = {
  readonly PK: string
  readonly SK: string
  readonly GSI1PK?: string
  readonly GSI1SK?: string
  readonly GSI2PK?: string
  readonly GSI2SK?: string
}

/** Found by e-mail through GSI1. */
export const userKeys = (user: { readonly userId: string; readonly email: string }): Keys => ({
  ...userKey(user.userId),
  GSI1PK: userEmailKey(user.email),
  GSI1SK: `USER#${user.userId}`,
})

export const userEmailKey = (email: string): string => `USER#EMAIL#${email}`

export const userKey = (userId: string): Keys => ({ PK: `USER#${userId}`, SK: `USER#${userId}` })

/** What an order's keys are made of; `placedAt` is ISO 8601. */
export interface OrderPlace {
  readonly userId: string
  readonly orderId: string
  readonly status: string
  readonly placedAt: string
}

/** Under its user; by id through GSI1, by status and time through GSI2. */
export const orderKeys = ({ userId, orderId, status, placedAt }: OrderPlace): Keys => ({
  ...orderKey(userId, orderId),
  GSI1PK: orderIdKey(orderId),
  GSI1SK: orderIdKey(orderId),
  GSI2PK: orderStatusKey(status),
  GSI2SK: `ORDER#${placedAt}`,
})

export const orderKey = (userId: string, orderId: string): Keys => ({
  PK: `USER#${userId}`,
  SK: `ORDER#${orderId}`,
})

/** What finds an order by its id alone, and what its lines lie under. */
export const orderIdKey = (orderId: string): string => `ORDER#${orderId}`

export const orderStatusKey = (status: string): string => `ORDER#STATUS#${status}`

/** By category through GSI1. */
export const productKeys = (product: { readonly productId: string; readonly category: string }): Keys => ({
  ...productKey(product.productId),
  GSI1PK: categoryKey(product.category),
  GSI1SK: `PRODUCT#${product.productId}`,
})

export const categoryKey = (category: string): string => `PRODUCT#CATEGORY#${category}`

export const productKey = (productId: string): Keys => ({
  PK: `PRODUCT#${productId}`,
  SK: `PRODUCT#${productId}`,
})

export const productOrdersKey = (productId: string): string => `PRODUCT#${productId}`

/** Under its order; the orders of a product through GSI1. */
export const orderItemKeys = (item: { readonly orderId: string; readonly productId: string }): Keys => ({
  PK: orderIdKey(item.orderId),
  SK: `ITEM#${item.productId}`,
  GSI1PK: productOrdersKey(item.productId),
  GSI1SK: `ORDER#${item.orderId}`,
})

/** Its being there keeps an e-mail address to one user. */
export const emailGuardKey = (email: string): Keys => ({ PK: `EMAIL#${email}`, SK: `EMAIL#${email}` })

export const accountKey = (id: string): Keys => ({ PK: `ACCOUNT#${id}`, SK: `ACCOUNT#${id}` })

export const transactionKey = (id: string): Keys => ({ PK: `TXN#${id}`, SK: `TXN#${id}` })
