import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Lease, LeaseTerms } from './lease.ts'
import { takeLease } from './lease.ts'
import type { LeaseMarks } from './lease-marks.ts'
import { memoryLeaseMarks } from './lease-marks.ts'
import { partyByClock } from './lease-party.ts'

/** Marks whose every step waits for its turn, and whose making has a moment in which the mark is empty. */
const scheduled = (s: fc.Scheduler, marks: LeaseMarks): LeaseMarks => ({
  list: s.scheduleFunction(marks.list),
  create: async (number, text) => {
    const isMade = await s.scheduleFunction(async () => marks.create(number, ''))()
    // As a file: what was taken away in between is written all the same, and nobody sees it.
    if (isMade)
      await s.scheduleFunction(async () => {
        if ((await marks.list()).some(each => each.number === number && each.text === ''))
          await marks.replace(number, text)
      })()
    return isMade
  },
  replace: s.scheduleFunction(marks.replace),
  remove: s.scheduleFunction(marks.remove),
})

const termsOf = (id: string, nowMs: () => number): LeaseTerms => ({
  party: partyByClock(id, id),
  clock: { now: nowMs, wait: async () => Promise.resolve() },
  lifeMs: 1_000,
})

describe('a lease', () => {
  it('never has two holders, whatever the order of their steps', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.constantFrom('nobody', 'dead', 'half'),
        fc.array(fc.boolean(), { minLength: 2, maxLength: 4 }),
        async (s, before, releasing) => {
          const marks = memoryLeaseMarks()
          if (before === 'dead')
            await takeLease(
              marks,
              termsOf('dead', () => -2_000),
            )
          if (before === 'half') await marks.create(3, '')
          const holders = new Set<string>()
          let most = 0
          const take = async (id: string, isReleasing: boolean): Promise<void> => {
            const taking = await takeLease(
              scheduled(s, marks),
              termsOf(id, () => 0),
            )
            if (taking.type !== 'taken') return
            holders.add(id)
            most = Math.max(most, holders.size)
            if (!isReleasing) return
            holders.delete(id)
            await taking.lease.release()
          }

          const all = Promise.all(releasing.map(async (each, index) => take(`p${index}`, each)))
          await s.waitFor(all)

          expect(most).toBeLessThanOrEqual(1)
        },
      ),
      { numRuns: 400 },
    )
  })

  it('is kept by its holder when the others step back', async () => {
    const marks = memoryLeaseMarks()
    const taking = await takeLease(
      marks,
      termsOf('a', () => 0),
    )
    const lease = (taking as { readonly lease: Lease }).lease
    for (const id of ['b', 'c'])
      await takeLease(
        marks,
        termsOf(id, () => 0),
      )

    expect(await lease.lostTo()).toBeUndefined()
  })
})
