import type { PlainItem } from '../../core/attributes/unmarshal.ts'
import type { Condition } from '../../store/expressions/condition.ts'
import { and, attribute } from '../../store/expressions/condition.ts'
import { remove } from '../../store/verbs/remove.ts'
import { update } from '../../store/verbs/update.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import type { OrderRecord } from '../entities.ts'
import { Order } from '../entities.ts'
import { explainedOne } from '../failed-actions.ts'
import { shopFaults } from '../faults.ts'
import { orderKey, orderStatusKey } from '../keys.ts'
import type { Shop } from '../shop.ts'
import { nowText, readAs, touched } from '../shop.ts'

/** An order's place in the table. */
export interface OrderId {
  /** Whose order it is. */
  readonly userId: string
  /** As `timeOrderedId` made it. */
  readonly orderId: string
}

/** A status that an order can be given. */
export type NextStatus = 'PAID' | 'SHIPPED' | 'DELIVERED' | 'CANCELLED'

/** What an order may be, and what it must have been before. */
const predecessors = {
  PAID: ['PLACED'],
  SHIPPED: ['PAID'],
  DELIVERED: ['SHIPPED'],
  CANCELLED: ['PLACED', 'PAID'],
} as const satisfies Record<NextStatus, readonly OrderRecord['status'][]>

/** An order before and after a change. */
export interface StatusChange {
  /** With the status that it had. */
  readonly before: OrderRecord
  /** With the status that it was given. */
  readonly after: OrderRecord
}

const conditionFor = (status: NextStatus, expectedVersion: number | undefined): Condition => {
  const isAllowed = attribute<OrderRecord>('status').oneOf(predecessors[status])
  return expectedVersion === undefined
    ? isAllowed
    : and(isAllowed, attribute<OrderRecord>('version').is(expectedVersion))
}

const isAllowed = (from: unknown, to: NextStatus): boolean =>
  (predecessors[to] as readonly unknown[]).includes(from)

/**
 * Gives an order its next status, and with it another place in GSI2. One call: the condition lets only allowed
 * transitions through, whatever else happens at the same time.
 *
 * @param expectedVersion - the version that was decided upon; any change since then is an error
 * @throws PipelineError `shop.missing`, `shop.status-not-allowed`, `shop.changed-meanwhile`
 */
export const updateOrderStatus = async (
  shop: Shop,
  { userId, orderId }: OrderId,
  status: NextStatus,
  { expectedVersion }: { readonly expectedVersion?: number | undefined } = {},
): Promise<StatusChange> => {
  const moved = { status, GSI2PK: orderStatusKey(status), updatedAt: nowText(shop) }
  const old = await explainedOne(
    async () =>
      update(
        shop,
        orderKey(userId, orderId),
        touched<OrderRecord>(moved.updatedAt).set('status', status).set('GSI2PK', moved.GSI2PK),
        { condition: conditionFor(status, expectedVersion), returns: 'old' },
      ),
    item => {
      if (item === undefined) return raise(shopFaults, 'shop.missing', { entity: 'Order', id: orderId })
      const isOther = expectedVersion !== undefined && item['version'] !== expectedVersion
      return isOther || isAllowed(item['status'], status)
        ? raise(shopFaults, 'shop.changed-meanwhile', { entity: 'Order', id: orderId })
        : raise(shopFaults, 'shop.status-not-allowed', { orderId, from: String(item['status']), to: status })
    },
  )
  const before: PlainItem = old ?? {}
  const after = { ...before, ...moved, version: Number(before['version'] ?? 0) + 1 }
  return { before: await readAs(Order, before), after: await readAs(Order, after) }
}

/** Removes an order; the pipeline's clean-up takes its lines along. */
export const deleteOrder = async (shop: Shop, { userId, orderId }: OrderId): Promise<void> => {
  await remove(shop, orderKey(userId, orderId))
}
