import { collect } from '../../store/calls/page.ts'
import { query, queryPage } from '../../store/verbs/query.ts'
import { within } from '../../store/expressions/sort-key.ts'
import type { OrderLineItem, OrderRecord } from '../entities.ts'
import { Order, OrderItem } from '../entities.ts'
import { orderIdKey, orderStatusKey, productOrdersKey, userKey } from '../keys.ts'
import type { ListOptions, ListPage } from '../list.ts'
import { listPage } from '../list.ts'
import type { Shop } from '../shop.ts'
import { readAs } from '../shop.ts'

const orders = 'ORDER#'

/**
 * A user's orders, newest first: their ids sort by time.
 * @throws PipelineError `store.cursor-invalid`
 */
export const getUserOrders = async (
  shop: Shop,
  userId: string,
  options: ListOptions = {},
): Promise<ListPage<OrderRecord>> =>
  listPage(
    shop,
    Order,
    { partition: userKey(userId).PK, sort: { prefix: orders }, order: 'descending' },
    options,
  )

/** An order and its lines. */
export interface OrderWithItems {
  /** The order itself. */
  readonly order: OrderRecord
  /** Those of all its products. */
  readonly lines: readonly OrderLineItem[]
}

/**
 * An order with all its lines by its id alone. The order lies under its user, so GSI1 finds it, while its lines are
 * read from the table.
 */
export const getOrderWithItems = async (shop: Shop, orderId: string): Promise<OrderWithItems | undefined> => {
  const partition = orderIdKey(orderId)
  const [{ items: found }, lines] = await Promise.all([
    queryPage(shop, { index: 'GSI1', partition, limit: 1 }),
    collect(query(shop, { partition, sort: { prefix: 'ITEM#' } })),
  ])
  const [order] = found
  return (
    order && {
      order: await readAs(Order, order),
      lines: await Promise.all(lines.map(async line => readAs(OrderItem, line))),
    }
  )
}

/**
 * Which of a status's orders, by the time they were placed: ISO 8601 or its beginning, both ends included, so that
 * `to: '2026-01'` takes in all of January.
 */
export interface PlacedBetween extends ListOptions {
  /** The earliest. @defaultValue from the first on */
  readonly from?: string
  /** The latest. @defaultValue up to the last */
  readonly to?: string
}

/**
 * Orders of a status, longest waiting first, through GSI2.
 * @throws PipelineError `store.cursor-invalid`
 */
export const listOrdersByStatus = async (
  shop: Shop,
  status: string,
  { from, to, ...options }: PlacedBetween = {},
): Promise<ListPage<OrderRecord>> => {
  // The tilde sorts after all that ISO 8601 is written with.
  const range = { ...(from !== undefined && { gte: from }), ...(to !== undefined && { lte: `${to}~` }) }
  const sort = within(orders, range)
  return listPage(shop, Order, { index: 'GSI2', partition: orderStatusKey(status), sort }, options)
}

/**
 * The order lines of a product, through GSI1.
 * @throws PipelineError `store.cursor-invalid`
 */
export const ordersOfProduct = async (
  shop: Shop,
  productId: string,
  options: ListOptions = {},
): Promise<ListPage<OrderLineItem>> => {
  const partition = productOrdersKey(productId)
  return listPage(shop, OrderItem, { index: 'GSI1', partition, sort: { prefix: orders } }, options)
}
