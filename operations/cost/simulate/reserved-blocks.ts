import type { Money, Price } from '../money.ts'
import { costOfWhole, dividedBy, hoursOfMonth } from '../money.ts'
import type { ReservedPrice } from '../prices/reserved-terms.ts'

/** Reserved capacity is sold by the hundred. */
const blockUnits = 100n

/** Reserved capacity for provisioned hours, at its best. */
export interface ReservedCapacity {
  /** Capacity units, whole hundreds. */
  readonly units: bigint
  /** For a month of 730 hours, the payment at the beginning spread over the contract. */
  readonly monthly: Money
}

const monthlyOf = (
  blocks: bigint,
  hours: readonly number[],
  without: Price,
  price: ReservedPrice,
  years: number,
): Money => {
  const reserved = blocks * blockUnits
  const upfront = dividedBy(costOfWhole(reserved, price.upfront), BigInt(years) * 12n)
  const hourly = costOfWhole(reserved * hoursOfMonth, price.hourly)
  const above = hours.reduce(
    (sum, units) => sum + (BigInt(units) > reserved ? BigInt(units) - reserved : 0n),
    0n,
  )
  return upfront + hourly + dividedBy(costOfWhole(above, without) * hoursOfMonth, BigInt(hours.length))
}

/**
 * How many hundreds of units are worth reserving for the capacity that each hour has, and what it all costs then. Each
 * hundred more is used in fewer hours than the one before, so the first that does not pay ends the search.
 */
export const bestReserved = (
  hours: readonly number[],
  without: Price,
  price: ReservedPrice,
  years: number,
): ReservedCapacity => {
  let blocks = 0n
  let monthly = monthlyOf(blocks, hours, without, price, years)
  for (;;) {
    const next = monthlyOf(blocks + 1n, hours, without, price, years)
    if (next >= monthly) return { units: blocks * blockUnits, monthly }
    blocks += 1n
    monthly = next
  }
}
