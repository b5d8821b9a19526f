import { defineFaults } from '../core/errors/define-faults.ts'

/** Errors of the worked example, a shop. */
export const shopFaults = defineFaults({
  'shop.email-taken': {
    disposition: 'park',
    message: (d: { email: string }) => `There is a user with the e-mail address ${d.email}.`,
    remedy: 'Use another address, or find the user by it.',
  },
  'shop.id-taken': {
    disposition: 'park',
    message: (d: { entity: string; id: string }) => `${d.entity} ${d.id} exists.`,
    remedy: 'Use another id.',
  },
  'shop.missing': {
    disposition: 'park',
    message: (d: { entity: string; id: string }) => `There is no ${d.entity} ${d.id}.`,
    remedy: 'Look at the id; it may have been deleted meanwhile.',
  },
  'shop.changed-meanwhile': {
    disposition: 'retry',
    message: (d: { entity: string; id: string }) =>
      `${d.entity} ${d.id} was changed by somebody else meanwhile.`,
    remedy: 'Read it anew and decide again.',
  },
  'shop.status-not-allowed': {
    disposition: 'park',
    message: (d: { orderId: string; from: string; to: string }) =>
      `Order ${d.orderId} is ${d.from} and cannot become ${d.to}.`,
    remedy: 'PLACED becomes PAID, then SHIPPED, then DELIVERED; CANCELLED until it is shipped.',
  },
  'shop.order-invalid': {
    disposition: 'park',
    message: (d: { orderId: string; problem: string }) => `Order ${d.orderId} ${d.problem}.`,
    remedy:
      'An order has one line per product, of a whole quantity: at most 99 lines, or 49 where stock is reserved, since a transaction holds 100 actions. Place the rest as a second order.',
  },
  'shop.stock-short': {
    disposition: 'park',
    message: (d: {
      orderId: string
      short: readonly {
        readonly productId: string
        readonly wanted: number
        readonly available: number | undefined
      }[]
    }) =>
      `Order ${d.orderId}: ${d.short.map(({ productId, wanted, available }) => `${wanted} of product ${productId} are wanted, ${available === undefined ? 'which does not exist' : `${available} are there`}`).join('; ')}; nothing was reserved.`,
    remedy: 'Lower the quantity, or wait for stock.',
  },
  'shop.funds-insufficient': {
    disposition: 'park',
    message: (d: { accountId: string; balance: string; amount: string }) =>
      `Account ${d.accountId} holds ${d.balance}, ${d.amount} are wanted.`,
    remedy: 'Nothing was transferred. Transfer less, or later.',
  },
  'shop.transfer-invalid': {
    disposition: 'park',
    message: (d: { transferId: string; problem: string }) => `Transfer ${d.transferId} ${d.problem}.`,
    remedy: 'A transfer moves an amount above zero between two different accounts, under an id of its own.',
  },
})
