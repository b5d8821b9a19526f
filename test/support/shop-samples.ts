import type { NewOrder } from '../../model/orders/new-order.ts'
import type { NewProduct } from '../../model/products/products.ts'
import type { NewUser } from '../../model/users/create-user.ts'

export const sampleUser = (userId: string, email = `${userId}@example.com`): NewUser => ({
  userId,
  email,
  name: 'Ada Lovelace',
  company: 'Analytical Engines',
  address: { street: '12 St James Square', city: 'London', postalCode: undefined, country: 'UK' },
})

export const sampleProduct = (productId: string, category: string, quantity = 10): NewProduct => ({
  productId,
  title: 'Chai',
  category,
  price: 18.5,
  quantity,
})

/** An order of one piece of each product. */
export const sampleOrder = (userId: string, orderId: string, productIds: readonly string[]): NewOrder => ({
  userId,
  orderId,
  placedAt: '2026-01-01T00:00:00.000Z',
  freight: 3.25,
  lines: productIds.map(productId => ({ productId, price: 18.5, quantity: 1, discount: 0.05 })),
})
