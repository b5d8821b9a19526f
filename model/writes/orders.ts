import { DeleteItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { orderItemKeys, orderKey, orderKeys, orderStatusKey } from '../keys.ts'
import type { Shop } from './shop.ts'
import { nowText, putNew, toSdk, transact } from './shop.ts'

/** One line of an order; `discount` is a share from 0 to 1. */
export interface OrderLine {
  readonly productId: string
  readonly price: number
  readonly quantity: number
  readonly discount: number
}

/** What makes an order. */
export interface NewOrder {
  readonly userId: string
  readonly orderId: string
  readonly placedAt: string
  readonly freight: number
  readonly lines: readonly OrderLine[]
}

/** DynamoDB's limit for a transaction is 100 actions, of which the order itself is one. */
const maxOrderLines = 99

/** Sums in cents: adding decimal fractions as floats would lose some. */
const totalOf = (lines: readonly OrderLine[]): number =>
  lines.reduce((cents, { price, quantity }) => cents + Math.round(price * 100) * quantity, 0) / 100

/**
 * Creates an order with all its lines in one transaction.
 * @throws RangeError for more lines than a transaction holds
 */
export const createOrderWithItems = async (shop: Shop, { lines, ...order }: NewOrder): Promise<void> => {
  if (lines.length > maxOrderLines) {
    throw new RangeError(
      `Order ${order.orderId} has ${lines.length} lines; a transaction holds ${maxOrderLines}.`,
    )
  }
  const status = 'PLACED'
  const { orderId } = order
  await transact(shop, [
    putNew(shop, orderKeys({ ...order, status }), 'ORDER', { ...order, status, total: totalOf(lines) }),
    ...lines.map(line =>
      putNew(shop, orderItemKeys({ orderId, productId: line.productId }), 'ORDER_ITEM', { orderId, ...line }),
    ),
  ])
}

/** An order's place in the table. */
export interface OrderId {
  readonly userId: string
  readonly orderId: string
}

/** Sets the status of an order that is there, and with it the order's place in GSI2. */
export const updateOrderStatus = async (
  shop: Shop,
  { userId, orderId }: OrderId,
  status: string,
): Promise<void> => {
  await shop.client.send(
    new UpdateItemCommand({
      TableName: shop.tableName,
      Key: toSdk(orderKey(userId, orderId)),
      UpdateExpression: 'SET #status = :status, GSI2PK = :place, updatedAt = :now',
      ConditionExpression: 'attribute_exists(PK)',
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: toSdk({
        ':status': status,
        ':place': orderStatusKey(status),
        ':now': nowText(shop),
      }),
    }),
  )
}

/** Removes an order; the pipeline's clean-up takes its lines along. */
export const deleteOrder = async (shop: Shop, { userId, orderId }: OrderId): Promise<void> => {
  await shop.client.send(
    new DeleteItemCommand({ TableName: shop.tableName, Key: toSdk(orderKey(userId, orderId)) }),
  )
}
