import { entity } from 'tailrace'
import { number, object, picklist, string } from 'valibot'

export const Customer = entity('Customer', {
  match: { kind: 'customer' },
  schema: object({ customerId: string(), name: string(), email: string() }),
})

export const Order = entity('Order', {
  match: { kind: 'order' },
  schema: object({
    orderId: string(),
    customerId: string(),
    status: picklist(['new', 'paid', 'shipped']),
    total: number(),
  }),
})
