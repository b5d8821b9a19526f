/** Key attributes of an item: the table's, and those of the indexes it is to be found in. */
export interface Keys {
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
  GSI1PK: `USER#EMAIL#${user.email}`,
  GSI1SK: `USER#${user.userId}`,
})

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
  GSI1PK: `ORDER#${orderId}`,
  GSI1SK: `ORDER#${orderId}`,
  GSI2PK: orderStatusKey(status),
  GSI2SK: `ORDER#${placedAt}`,
})

export const orderKey = (userId: string, orderId: string): Keys => ({
  PK: `USER#${userId}`,
  SK: `ORDER#${orderId}`,
})

export const orderStatusKey = (status: string): string => `ORDER#STATUS#${status}`

/** By category through GSI1. */
export const productKeys = (product: { readonly productId: string; readonly category: string }): Keys => ({
  ...productKey(product.productId),
  GSI1PK: `PRODUCT#CATEGORY#${product.category}`,
  GSI1SK: `PRODUCT#${product.productId}`,
})

export const productKey = (productId: string): Keys => ({
  PK: `PRODUCT#${productId}`,
  SK: `PRODUCT#${productId}`,
})

/** Under its order; the orders of a product through GSI1. */
export const orderItemKeys = (item: { readonly orderId: string; readonly productId: string }): Keys => ({
  PK: `ORDER#${item.orderId}`,
  SK: `ITEM#${item.productId}`,
  GSI1PK: `PRODUCT#${item.productId}`,
  GSI1SK: `ORDER#${item.orderId}`,
})

/** Its being there keeps an e-mail address to one user. */
export const emailGuardKey = (email: string): Keys => ({ PK: `EMAIL#${email}`, SK: `EMAIL#${email}` })

export const accountKey = (id: string): Keys => ({ PK: `ACCOUNT#${id}`, SK: `ACCOUNT#${id}` })

export const transactionKey = (id: string): Keys => ({ PK: `TXN#${id}`, SK: `TXN#${id}` })
