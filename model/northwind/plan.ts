import { multiplyNumbers, roundNumber } from '../../core/attributes/decimal-arithmetic.ts'
import { deleteOrder, updateOrderStatus } from '../orders/change-order.ts'
import { createOrderWithItems } from '../orders/create-order.ts'
import { createProduct, deleteProduct, updatePrice } from '../products/products.ts'
import type { Shop } from '../shop.ts'
import { deleteUser, updateAddress } from '../users/change-user.ts'
import { createUser } from '../users/create-user.ts'
import type { ShopData } from './shop-data.ts'

/** One write, and a name for it. */
export interface WriteStep {
  readonly name: string
  readonly write: (shop: Shop) => Promise<unknown>
}

/** Writes that must follow one another; different rows of steps may run beside each other. */
export type Row = readonly WriteStep[]

const step = (name: string, write: WriteStep['write']): WriteStep => ({ name, write })

const statuses = ['PAID', 'SHIPPED', 'DELIVERED'] as const

/**
 * All writes of a run, one row per user and per product: the data itself, then a seeded mix of status, price and
 * address changes, deletions, and new beginnings under deleted keys.
 */
export const plan = ({ users, products, orders }: ShopData, random: () => number): readonly Row[] => {
  const isDrawn = (share: number): boolean => random() < share
  const byUser = Map.groupBy(orders, ({ userId }) => userId)
  const cities = users.map(({ address }) => address)

  const orderRow = (order: (typeof orders)[number]): Row => {
    const { orderId } = order
    const created = step(`create order ${orderId}`, async shop => createOrderWithItems(shop, order))
    const reached = statuses.slice(0, Math.floor(random() * (statuses.length + 1)))
    const changes = reached.map(status =>
      step(`order ${orderId} is ${status}`, async shop => updateOrderStatus(shop, order, status)),
    )
    const end = isDrawn(0.03) ? [step(`delete order ${orderId}`, async shop => deleteOrder(shop, order))] : []
    return [created, ...changes, ...end]
  }

  const userRow = (user: (typeof users)[number]): Row => {
    const { userId } = user
    const created = step(`create user ${userId}`, async shop => createUser(shop, user))
    const placed = (byUser.get(userId) ?? []).flatMap(orderRow)
    const address = cities[Math.floor(random() * cities.length)] ?? user.address
    const moved = isDrawn(0.5)
      ? [step(`user ${userId} moves`, async shop => updateAddress(shop, userId, address))]
      : []
    const left = isDrawn(0.08) ? [step(`delete user ${userId}`, async shop => deleteUser(shop, user))] : []
    const back =
      left.length > 0 && isDrawn(0.5)
        ? [step(`create user ${userId} anew`, async shop => createUser(shop, user))]
        : []
    return [created, ...placed, ...moved, ...left, ...back]
  }

  const productRow = (product: (typeof products)[number]): Row => {
    const { productId } = product
    const percent = 90 + Math.floor(random() * 21)
    const price = roundNumber(multiplyNumbers(product.price, percent / 100), 2)
    const created = step(`create product ${productId}`, async shop => createProduct(shop, product))
    const priced = isDrawn(0.6)
      ? [step(`price of product ${productId}`, async shop => updatePrice(shop, productId, price))]
      : []
    const gone = isDrawn(0.1)
      ? [step(`delete product ${productId}`, async shop => deleteProduct(shop, productId))]
      : []
    const back =
      gone.length > 0 && isDrawn(0.5)
        ? [step(`create product ${productId} anew`, async shop => createProduct(shop, product))]
        : []
    return [created, ...priced, ...gone, ...back]
  }

  return [...products.map(productRow), ...users.map(userRow)]
}
