import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { memoryFailedObjects } from '../../adapters/memory/memory-failed-objects.ts'
import type { Clock } from '../../core/clock.ts'
import { partyByClock } from '../../core/lease/lease-party.ts'
import { takeLease } from '../../core/lease/lease.ts'
import { recording } from '../support/pipeline.ts'
import { recordOf } from '../support/records.ts'
import { newWorld } from '../support/redrive-world.ts'

/** A clock that the test sets; pauses are over at once, and deadlines never come. */
const at = (time: { ms: number }): Clock => ({
  now: () => time.ms,
  wait: async (ms, signal) =>
    ms <= 5_000
      ? Promise.resolve()
      : new Promise(resolve => {
          signal?.addEventListener('abort', () => {
            resolve()
          })
        }),
})

const taken = async (world: ReturnType<typeof newWorld>, key: string, time = { ms: 0 }): Promise<void> => {
  const marks = memoryFailedObjects(world.objects, world.leases).marks(key)
  const party = partyByClock('other', 'process 7 on laptop')
  await takeLease(marks, { party, clock: at(time), lifeMs: 900_000 })
}

describe('two redrives at once', () => {
  it('deliver each change once, in order, and leave nothing that one of them cannot finish later', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 3 }), {
          minLength: 1,
          maxLength: 6,
        }),
        async (s, objects) => {
          const world = newWorld()
          let seq = 0
          objects.forEach((keys, index) => {
            world.discard(
              keys.map(key => recordOf({ seq: (seq += 1), key })),
              `batch-${index}`,
            )
          })
          const delivered: (readonly [key: string, seq: number])[] = []
          const all = recording('all')
          const slow = {
            ...all.processor,
            run: {
              mode: 'each' as const,
              handle: async ({
                sequenceNumber,
                key,
              }: {
                readonly sequenceNumber: string
                readonly key: string
              }) => {
                await s.schedule(Promise.resolve())
                delivered.push([key, Number(sequenceNumber)])
              },
            },
          }

          await s.waitFor(Promise.all([world.redrive([slow]), world.redrive([slow])]))
          await s.waitFor(world.redrive([slow]))

          const numbers = delivered.map(([, number]) => number)
          expect(numbers.toSorted((a, b) => a - b)).toEqual(
            Array.from({ length: seq }, (_, index) => index + 1),
          )
          for (const each of Map.groupBy(delivered, ([key]) => key).values())
            expect(each.map(([, number]) => number)).toEqual(
              each.map(([, number]) => number).toSorted((a, b) => a - b),
            )
          expect(world.waiting()).toEqual([])
        },
      ),
      { numRuns: 60 },
    )
  })

  it('leave to each other what is in hand, and what is behind it, and say whose it is', async () => {
    const world = newWorld()
    world.discard([recordOf({ seq: 1, key: 'a' })], 'first')
    world.discard([recordOf({ seq: 2, key: 'a' }), recordOf({ seq: 3, key: 'b' })], 'second')
    const time = { ms: 0 }
    await taken(world, 'aws/lambda/m/first', time)
    const all = recording('all')

    const summary = await world.redrive([all.processor], { clock: at(time) })

    expect(all.seen).toEqual([3])
    expect(summary).toMatchObject({ objectsInHand: 1, redriven: 0, objectsFailed: 1 })
    expect(world.events).toContainEqual(
      expect.objectContaining({ event: 'InHand', holder: 'process 7 on laptop', untilMs: 900_000 }),
    )
  })

  it('take over what the other did not come back to, when its time is over', async () => {
    const world = newWorld()
    world.discard([recordOf({ seq: 1 })])
    await taken(world, 'aws/lambda/m/batch')
    const all = recording('all')

    const early = await world.redrive([all.processor], { clock: at({ ms: 899_999 }) })
    const late = await world.redrive([all.processor], { clock: at({ ms: 900_000 }) })

    expect([early.objectsInHand, late.redriven, all.seen]).toEqual([1, 1, [1]])
  })

  it('let go of everything at their end, also of what failed', async () => {
    const world = newWorld()
    world.discard([recordOf({ seq: 1 })])
    await world.redrive([
      recording('all', () => {
        throw new Error('down')
      }).processor,
    ])
    const all = recording('all')

    await world.redrive([all.processor])

    expect(all.seen).toEqual([1])
  })
})

describe('a redrive that takes longer than a claim lasts', () => {
  const slowly = (time: { ms: number }, ms: number) =>
    recording('all', () => {
      time.ms += ms
    })
  const many = Array.from({ length: 300 }, (_, index) => recordOf({ seq: index + 1, key: `k${index}` }))

  it('keeps what it has in hand', async () => {
    const world = newWorld()
    const time = { ms: 0 }
    world.discard(many)
    const all = slowly(time, 5_000)

    const summary = await world.redrive([all.processor], { clock: at(time), timeoutMs: 86_400_000 })

    expect(time.ms).toBe(1_500_000)
    expect(summary).toMatchObject({ redriven: 1 })
  })

  it('stops when another one has taken over, and has set nothing aside', async () => {
    const world = newWorld()
    const time = { ms: 0 }
    world.discard(many)
    const all = recording('all', async seq => {
      if (seq !== 100) return
      time.ms += 1_000_000
      await taken(world, 'aws/lambda/m/batch', time)
    })

    const redriving = world.redrive([all.processor], { clock: at(time), timeoutMs: 86_400_000 })

    await expect(redriving).rejects.toMatchObject({ code: 'redrive.claim-lost' })
    expect(all.seen).toHaveLength(100)
    expect(world.waiting()).toEqual(['aws/lambda/m/batch'])
  })
})
