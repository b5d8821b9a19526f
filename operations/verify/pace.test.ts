import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hastyClock } from '../../test/support/hasty-clock.ts'
import { newPace } from './pace.ts'

const never = new AbortController().signal

describe('a pace', () => {
  it('never lets reads cost more than the rate, but for the last one of them', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 100 }),
        fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 2, maxLength: 20 }),
        async (rate, costs) => {
          const clock = hastyClock()
          const startMs = clock.now()
          const pace = newPace(rate, clock, never)
          const begun: number[] = []

          await Promise.all(
            costs.map(async readUnits =>
              pace.read(async () => {
                begun.push(clock.now() - startMs)
                return Promise.resolve({ readUnits })
              }),
            ),
          )

          let spent = 0
          for (const [at, cost] of costs.entries()) {
            expect(begun[at]).toBeGreaterThan((spent * 1_000) / rate - 1)
            spent += cost
          }
          expect(pace.spent()).toBe(spent)
        },
      ),
    )
  })

  it('makes pages so small that one is no burst', () => {
    const pace = newPace(50, hastyClock(), never)

    pace.learn(100, 400)

    expect(pace.pageLimit()).toBe(12)
  })

  it('lets reads go on after one that failed', async () => {
    const pace = newPace(1, hastyClock(), never)

    await expect(pace.read(async () => Promise.reject(new Error('throttled')))).rejects.toThrow('throttled')

    expect(await pace.read(async () => Promise.resolve({ readUnits: 2 }))).toEqual({ readUnits: 2 })
  })
})
