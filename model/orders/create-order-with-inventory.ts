import { and, attribute } from '../../store/expressions/condition.ts'
import { transact } from '../../store/transactions/transact.ts'
import type { Transaction } from '../../store/transactions/transaction.ts'
import { transaction } from '../../store/transactions/transaction.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import type { ProductItem } from '../entities.ts'
import type { FailedAction } from '../failed-actions.ts'
import { explained } from '../failed-actions.ts'
import { shopFaults } from '../faults.ts'
import type { Keys } from '../keys.ts'
import { productKey } from '../keys.ts'
import type { Shop } from '../shop.ts'
import { nowText, touched } from '../shop.ts'
import type { NewOrder, OrderLine } from './new-order.ts'
import { checkLines, orderItem, orderLineItem } from './new-order.ts'

/** Each line is two of a transaction's 100 actions: the line itself, and the stock it takes. */
const maxLines = 49

const withStock = (so: Transaction, now: string, { productId, quantity }: OrderLine): Transaction =>
  so.update(productKey(productId), touched<ProductItem>(now).decrement('quantity', quantity), {
    condition: and(attribute<Keys>('PK').exists(), attribute<ProductItem>('quantity').atLeast(quantity)),
    label: `stock of product ${productId}`,
  })

const shortages = ({ lines }: NewOrder, failed: readonly FailedAction[]) =>
  failed.flatMap(({ index, item }) => {
    // The order comes first, then stock and line by turns.
    const line = index % 2 === 1 ? lines[(index - 1) / 2] : undefined
    if (line === undefined) return []
    const available = item === undefined ? undefined : Number(item['quantity'])
    return [{ productId: line.productId, wanted: line.quantity, available }]
  })

/**
 * Creates an order and takes its lines from stock, in one transaction: every line gets its stock, or nothing is
 * written.
 * @throws PipelineError `shop.stock-short` naming each line that was short, `shop.order-invalid`, `shop.id-taken`
 */
export const createOrderWithInventory = async (shop: Shop, order: NewOrder): Promise<void> => {
  checkLines(order, maxLines)
  const { orderId, lines } = order
  const now = nowText(shop)
  const condition = attribute<Keys>('PK').absent()
  const all = lines.reduce(
    (so, line) =>
      withStock(so, now, line).put(orderLineItem(now, orderId, line), {
        condition,
        label: `line ${line.productId}`,
      }),
    transaction().put(orderItem(now, order), { condition, label: 'the order' }),
  )
  await explained(
    async () => transact(shop, all),
    failed => {
      if (failed.length === 0) return undefined
      // An order that is asked for again finds itself there, and the stock that it took gone.
      const isThere = failed.some(({ index }) => index === 0)
      const short = isThere ? [] : shortages(order, failed)
      return short.length === 0
        ? raise(shopFaults, 'shop.id-taken', { entity: 'Order', id: orderId })
        : raise(shopFaults, 'shop.stock-short', { orderId, short })
    },
  )
}
