import { attribute } from '../../store/expressions/condition.ts'
import { transact } from '../../store/transactions/transact.ts'
import { transaction } from '../../store/transactions/transaction.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import { explained } from '../failed-actions.ts'
import { shopFaults } from '../faults.ts'
import type { Keys } from '../keys.ts'
import type { Shop } from '../shop.ts'
import { nowText } from '../shop.ts'
import type { NewOrder } from './new-order.ts'
import { checkLines, orderItem, orderLineItem } from './new-order.ts'

/** DynamoDB's limit for a transaction is 100 actions, of which the order itself is one. */
const maxLines = 99

/**
 * Creates an order with all its lines in one transaction. The total is what the lines cost, each rounded to cents.
 * @throws PipelineError `shop.order-invalid`, `shop.id-taken`
 */
export const createOrderWithItems = async (shop: Shop, order: NewOrder): Promise<void> => {
  checkLines(order, maxLines)
  const { orderId, lines } = order
  const now = nowText(shop)
  const condition = attribute<Keys>('PK').absent()
  const all = lines.reduce(
    (so, line) => so.put(orderLineItem(now, orderId, line), { condition, label: `line ${line.productId}` }),
    transaction().put(orderItem(now, order), { condition, label: 'the order' }),
  )
  await explained(
    async () => transact(shop, all),
    ([first]) => first && raise(shopFaults, 'shop.id-taken', { entity: 'Order', id: orderId }),
  )
}
