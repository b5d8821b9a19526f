import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import '../../../test/support/same-samples.ts'
import { scaleCapacity } from './auto-scaling.ts'
import { newDecreaseBudget } from './decrease-budget.ts'
import { minutesAbove, smallestCapacity, throttledMinutes } from './fixed-capacity.ts'
import { bestReserved } from './reserved-blocks.ts'

const minutes = (...parts: readonly (readonly [count: number, units: number])[]): Float64Array =>
  Float64Array.from(parts.flatMap(([count, units]) => Array.from({ length: count }, () => units)))

const anyMinutes = fc
  .array(fc.integer({ min: 0, max: 6_000 }), { minLength: 1, maxLength: 120 })
  .map(units => Float64Array.from(units))

describe('fixed capacity', () => {
  it('lets unused units of the last 300 seconds be used at once, and no more', () => {
    // 10 a second: five idle minutes save 300 x 10 = 3,000, so the next minute can serve 600 + 3,000.
    expect(throttledMinutes(minutes([5, 0], [1, 3_600]), 10)).toBe(0)
    expect(throttledMinutes(minutes([5, 0], [1, 3_601]), 10)).toBe(1)
    expect(throttledMinutes(minutes([60, 0], [1, 3_601]), 10)).toBe(1)
    // Four idle minutes save 2,400.
    expect(throttledMinutes(minutes([4, 0], [1, 3_001]), 10)).toBe(1)
    expect(throttledMinutes(minutes([4, 0], [1, 3_000]), 10)).toBe(0)
  })

  it('uses what was saved once only', () => {
    // 3,600 take it all; the minute after has 600.
    expect(throttledMinutes(minutes([5, 0], [1, 3_600], [1, 601]), 10)).toBe(1)
  })

  it('finds the smallest capacity that throttles nothing', () => {
    fc.assert(
      fc.property(anyMinutes, units => {
        const enough = smallestCapacity(units)
        expect(throttledMinutes(units, enough)).toBe(0)
        if (enough > 1) expect(throttledMinutes(units, enough - 1)).toBeGreaterThan(0)
      }),
    )
  })

  it('never throttles more where there is more of it', () => {
    fc.assert(
      fc.property(anyMinutes, fc.integer({ min: 1, max: 100 }), (units, capacity) => {
        expect(throttledMinutes(units, capacity + 1)).toBeLessThanOrEqual(throttledMinutes(units, capacity))
      }),
    )
  })

  it('is no limit on demand without a maximum', () => {
    expect(minutesAbove(minutes([3, 601]), undefined)).toBe(0)
    expect(minutesAbove(minutes([3, 601], [2, 600]), 10)).toBe(3)
  })
})

describe('auto scaling', () => {
  const settings = { targetPercent: 70, min: 1, max: 40_000 }
  const idle = (length: number): Float64Array => minutes([length, 0])
  const writes = (units: Float64Array, more: Partial<typeof settings> = {}, startMs = 0) =>
    scaleCapacity({ read: idle(units.length), write: units }, { ...settings, ...more }, startMs).write

  // 1 write a second is 2 of capacity (60 / (60 x 0.7) = 1.4), which saves 60 a minute up to 600. At minute 100 there are
  // 10 a second: 600 are served from 120 + 600, then 240 from 120 + 120, then 120 a minute. Two minutes above
  // 0.7 x 120 = 84 after minute 101: 240 / 42 = 5.7, so 6 from minute 104. Its 360 of minutes 104 (the one before: 120)
  // and 105 are above 252: 360 / 42 = 8.6, so 9 from 108. 540 of 108 and 109 are above 378: 540 / 42 = 12.9, so 13 from
  // 112, which serves all 600. They are above 546: 600 / 42 = 14.3, so 15 from 116. Throttled are minutes 101 to 111.
  it('follows a step up with the delays that it has', () => {
    const { hours, throttledMinutes: throttled } = writes(minutes([100, 60], [80, 600]))

    expect(throttled).toBe(11)
    expect(hours).toEqual([2, 15, 15])
  })

  // 15 of capacity for 600 a minute. From minute 10 on 60 a minute, below 0.5 x 900 = 450: fifteen of them are minutes
  // 10 to 24, so from minute 27 on it is 60 / 42 = 1.4: 2.
  it('comes down after fifteen minutes and not before', () => {
    expect(writes(minutes([10, 600], [50, 60], [60, 60])).hours).toEqual([15, 2])
    // Of minutes 43 to 57 it follows that 2 is there from minute 60 on, of 44 to 58 that it is from 61 on: then the second
    // hour still has a minute of 15.
    expect(writes(minutes([43, 600], [137, 60])).hours).toEqual([15, 2, 2])
    expect(writes(minutes([44, 600], [136, 60])).hours).toEqual([15, 15, 2])
  })

  it('stays within its bounds', () => {
    expect(writes(minutes([180, 6_000]), { max: 50 })).toMatchObject({
      hours: [50, 50, 50],
      throttledMinutes: 180,
    })
    expect(writes(idle(180), { min: 5 }).hours).toEqual([5, 5, 5])
  })

  it('provisions the target share of what stays the same, and then rests', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100_000 }),
        fc.integer({ min: 20, max: 90 }),
        (units, targetPercent) => {
          const wanted = Math.ceil((units * 100) / (60 * targetPercent))
          expect(writes(minutes([120, units]), { targetPercent, max: 1_000_000 })).toMatchObject({
            hours: [wanted, wanted],
            throttledMinutes: 0,
          })
        },
      ),
    )
  })
})

describe('decreases', () => {
  const minute = 60_000

  it('are four in the first hour, then one in an hour, and 27 a day', () => {
    const budget = newDecreaseBudget()
    const taken = Array.from({ length: 24 * 60 }, (_, at) => at).filter(at => budget.take(at * minute))

    expect(taken.slice(0, 6)).toEqual([0, 1, 2, 3, 63, 123])
    expect(taken).toHaveLength(27)
    expect(budget.take(24 * 60 * minute)).toBe(true)
  })

  it('are not four any more when the first hour is over', () => {
    const budget = newDecreaseBudget()

    expect([0, 60, 61, 119, 120].map(at => budget.take(at * minute))).toEqual([
      true,
      true,
      false,
      false,
      true,
    ])
  })

  it('are shared by reads and writes of a table', () => {
    const budget = newDecreaseBudget()
    expect([1, 1, 2, 2, 3].map(at => budget.take(at * minute))).toEqual([true, true, true, true, false])
  })
})

describe('reserved capacity', () => {
  // In 10^-12: 650 000 000 is 0.00065. 1.50 at once and 0.000128 an hour: 100 for a year cost 12.50 + 9.344 = 21.844 a
  // month, and 47.45 without.
  const price = { upfront: 1_500_000_000_000n, hourly: 128_000_000n }

  it('is bought by the hundred as long as the last hundred pays', () => {
    expect(bestReserved([100], 650_000_000n, price, 1).units).toBe(100n)
    expect(bestReserved([99], 650_000_000n, price, 1).units).toBe(100n)
    // 46 units cost 21.827 without, 47 cost 22.3015.
    expect(bestReserved([46], 650_000_000n, price, 1).units).toBe(0n)
    expect(bestReserved([47], 650_000_000n, price, 1).units).toBe(100n)
    // Half of the hours: 100 units cost 23.725 a month without.
    expect(bestReserved([200, 100], 650_000_000n, price, 1).units).toBe(200n)
    expect(bestReserved([200, 100, 100], 650_000_000n, price, 1).units).toBe(100n)
  })
})
