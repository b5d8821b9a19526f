import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seededRandom } from './northwind/seeded-random.ts'
import { shopData } from './northwind/shop-data.ts'
import { timeOrderedId } from './time-ordered-id.ts'

const at = (ms: number, random = Math.random): string =>
  timeOrderedId({ now: () => ms, wait: async () => Promise.resolve() }, random)

describe('a time-ordered id', () => {
  it('sorts by the time it was made', () => {
    const moment = fc.integer({ min: 0, max: 4_102_444_800_000 })
    fc.assert(
      fc.property(moment, moment, (a, b) => {
        fc.pre(a < b)

        expect(at(a) < at(b)).toBe(true)
      }),
    )
  })

  it('has 26 characters and never repeats within a millisecond', () => {
    const random = seededRandom(1)
    const ids = Array.from({ length: 1_000 }, () => at(0, random))

    expect(new Set(ids).size).toBe(1_000)
    expect(ids.every(id => /^0{10}[0-9A-HJKMNP-TV-Z]{16}$/.test(id))).toBe(true)
  })
})

it('Northwind numbers its orders in the order in which they were placed', async () => {
  const { orders } = await shopData()

  const byId = orders.toSorted((a, b) => (a.orderId < b.orderId ? -1 : 1))

  expect(byId.map(({ placedAt }) => placedAt)).toEqual(orders.map(({ placedAt }) => placedAt).toSorted())
})
