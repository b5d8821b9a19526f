import { fault } from './fault.ts'

/** Errors of the worked example, a shop. */
export const shopFaults = {
  'shop.email-taken': fault<{ email: string }>({
    disposition: 'park',
    message: d => `There is a user with the e-mail address ${d.email}.`,
    remedy: 'Use another address, or find the user by it.',
  }),
  'shop.id-taken': fault<{ entity: string; id: string }>({
    disposition: 'park',
    message: d => `${d.entity} ${d.id} exists.`,
    remedy: 'Use another id.',
  }),
  'shop.missing': fault<{ entity: string; id: string }>({
    disposition: 'park',
    message: d => `There is no ${d.entity} ${d.id}.`,
    remedy: 'Look at the id; it may have been deleted meanwhile.',
  }),
  'shop.changed-meanwhile': fault<{ entity: string; id: string }>({
    disposition: 'retry',
    message: d => `${d.entity} ${d.id} was changed by somebody else meanwhile.`,
    remedy: 'Read it anew and decide again.',
  }),
  'shop.status-not-allowed': fault<{ orderId: string; from: string; to: string }>({
    disposition: 'park',
    message: d => `Order ${d.orderId} is ${d.from} and cannot become ${d.to}.`,
    remedy: 'PLACED becomes PAID, then SHIPPED, then DELIVERED; CANCELLED until it is shipped.',
  }),
  'shop.order-invalid': fault<{ orderId: string; problem: string }>({
    disposition: 'park',
    message: d => `Order ${d.orderId} ${d.problem}.`,
    remedy:
      'An order has one line per product, of a whole quantity: at most 99 lines, or 49 where stock is reserved, since a transaction holds 100 actions. Place the rest as a second order.',
  }),
  'shop.stock-short': fault<{
    orderId: string
    short: readonly {
      readonly productId: string
      readonly wanted: number
      readonly available: number | undefined
    }[]
  }>({
    disposition: 'park',
    message: d =>
      `Order ${d.orderId}: ${d.short.map(({ productId, wanted, available }) => `${wanted} of product ${productId} are wanted, ${available === undefined ? 'which does not exist' : `${available} are there`}`).join('; ')}; nothing was reserved.`,
    remedy: 'Lower the quantity, or wait for stock.',
  }),
  'shop.funds-insufficient': fault<{ accountId: string; balance: string; amount: string }>({
    disposition: 'park',
    message: d => `Account ${d.accountId} holds ${d.balance}, ${d.amount} are wanted.`,
    remedy: 'Nothing was transferred. Transfer less, or later.',
  }),
  'shop.transfer-invalid': fault<{ transferId: string; problem: string }>({
    disposition: 'park',
    message: d => `Transfer ${d.transferId} ${d.problem}.`,
    remedy: 'A transfer moves an amount above zero between two different accounts, under an id of its own.',
  }),
}
