import { describe, expect, it } from 'vitest'
import type { Lease, LeaseTerms, LeaseResult } from '../../core/lease/lease.ts'
import { takeLease } from '../../core/lease/lease.ts'
import type { LeaseMarks } from '../../core/lease/lease-marks.ts'
import { partyByClock } from '../../core/lease/lease-party.ts'

const lifeMs = 1_000

/** One that takes leases, on a clock that the test sets. */
const termsOf = (id: string, time: { ms: number }, dead: readonly string[] = []): LeaseTerms => {
  const process = { machine: 'm', pid: 1, start: id }
  return {
    party: {
      holder: { ...partyByClock(id, `process ${id}`).holder, process },
      isDead: async ({ start }) => Promise.resolve(dead.includes(start)),
    },
    clock: { now: () => time.ms, wait: async () => Promise.resolve() },
    lifeMs,
  }
}

const leaseIn = (taking: LeaseResult): Lease => {
  if (taking.type !== 'taken') throw new Error(`held by ${taking.by}`)
  return taking.lease
}

/** What every place of marks has to do. `make` gives an empty one, which has marks of things by their names. */
export const leaseMarksContract = (
  name: string,
  make: () => Promise<(thing: string) => LeaseMarks> | ((thing: string) => LeaseMarks),
): void => {
  describe(`${name} as a place of leases`, () => {
    it('gives a thing to one, and tells the others who has it', async () => {
      const marks = (await make())('a/b-ü.json')
      const time = { ms: 0 }

      const first = await takeLease(marks, termsOf('1', time))
      const second = await takeLease(marks, termsOf('2', time))

      expect(first.type).toBe('taken')
      expect(second).toEqual({ type: 'held', by: 'process 1', untilMs: lifeMs })
    })

    it('gives it to one at most of many that ask at once', async () => {
      const place = await make()
      const takings = await Promise.all(
        Array.from({ length: 12 }, async (_, id) =>
          takeLease(place('thing'), termsOf(String(id), { ms: 0 })),
        ),
      )

      expect(takings.filter(({ type }) => type === 'taken').length).toBeLessThanOrEqual(1)
    })

    it('keeps things apart', async () => {
      const place = await make()
      await takeLease(place('a'), termsOf('1', { ms: 0 }))

      expect((await takeLease(place('a/b'), termsOf('2', { ms: 0 }))).type).toBe('taken')
      expect((await takeLease(place('b'), termsOf('2', { ms: 0 }))).type).toBe('taken')
    })

    it('gives what was released', async () => {
      const marks = (await make())('a')
      await leaseIn(await takeLease(marks, termsOf('1', { ms: 0 }))).release()

      expect((await takeLease(marks, termsOf('2', { ms: 0 }))).type).toBe('taken')
      expect(await marks.list()).toHaveLength(1)
    })

    it('gives what was not renewed in time, and says so to who had it', async () => {
      const marks = (await make())('a')
      const time = { ms: 0 }
      const first = leaseIn(await takeLease(marks, termsOf('1', time)))
      time.ms = 600
      expect(await first.renew()).toBeUndefined()
      time.ms = 1_599
      expect((await takeLease(marks, termsOf('2', time))).type).toBe('held')
      time.ms = 1_600

      const second = leaseIn(await takeLease(marks, termsOf('2', time)))

      expect([await first.lostTo(), await first.renew()]).toEqual(['process 2', 'process 2'])
      await first.release()
      expect([await second.lostTo(), await second.renew()]).toEqual([undefined, undefined])
    })

    it('gives at once what a dead one had', async () => {
      const marks = (await make())('a')
      await takeLease(marks, termsOf('1', { ms: 0 }))

      expect((await takeLease(marks, termsOf('2', { ms: 0 }))).type).toBe('held')
      expect((await takeLease(marks, termsOf('2', { ms: 0 }, ['1']))).type).toBe('taken')
    })

    it.each(['', '{"holder":', 'null', '{"holder":{"id":1}}', '[]'])(
      'takes a mark for nobody’s that says %j',
      async text => {
        const marks = (await make())('a')
        await marks.create(1, text)

        expect((await takeLease(marks, termsOf('2', { ms: 0 }))).type).toBe('taken')
      },
    )

    it('makes no mark where there is one', async () => {
      const marks = (await make())('a')

      expect(await marks.create(1, 'first')).toBe(true)
      expect(await marks.create(1, 'second')).toBe(false)
      expect(await marks.list()).toEqual([{ number: 1, text: 'first' }])
      await marks.remove(1)
      await marks.remove(1)
      expect(await marks.list()).toEqual([])
    })
  })
}
