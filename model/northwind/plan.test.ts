import { describe, expect, it } from 'vitest'
import { plan } from './plan.ts'
import { seededRandom } from './seeded-random.ts'
import { shopData } from './shop-data.ts'

const namesFor = async (seed: number): Promise<readonly string[]> =>
  plan(await shopData(), seededRandom(seed)).flatMap(row => row.map(({ name }) => name))

describe('the Northwind input', () => {
  it('is the whole of Northwind', async () => {
    const { users, products, orders } = await shopData()

    expect([users.length, products.length, orders.length]).toEqual([91, 77, 830])
    expect(orders.flatMap(({ lines }) => lines)).toHaveLength(2_155)
    expect(users.map(({ email }) => email)).toContain('ALFKI@example.com')
  })

  it('gives each order to a customer that is there', async () => {
    const { users, orders } = await shopData()
    const known = new Set(users.map(({ userId }) => userId))

    expect(orders.filter(({ userId }) => !known.has(userId))).toEqual([])
  })

  it('is the same for the same seed, and another for another', async () => {
    expect(await namesFor(1)).toEqual(await namesFor(1))
    expect(await namesFor(1)).not.toEqual(await namesFor(2))
  })

  it('changes, deletes and begins anew', async () => {
    const names = (await namesFor(1)).join('\n')

    for (const part of [
      'is SHIPPED',
      'price of',
      'moves',
      'delete user',
      'delete order',
      'delete product',
      'anew',
    ]) {
      expect(names).toContain(part)
    }
  })
})
