import { describe, expect, it } from 'vitest'
import { memoryFailedObjects } from '../../adapters/memory/memory-failed-objects.ts'
import type { Clock } from '../../core/clock.ts'
import { takeLease } from '../../core/lease/lease.ts'
import { partyByClock } from '../../core/lease/lease-party.ts'
import type { FailedObjects } from '../../core/parking/failed-objects.ts'
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

const lasting = { timeoutMs: 86_400_000 }
const numbers = (from: number, to: number): readonly number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index)
const recordsOf = (from: number, to: number) =>
  numbers(from, to).map(seq => recordOf({ seq, key: `k${seq}` }))
const elsewhere = (world: ReturnType<typeof newWorld>): readonly string[] =>
  world.events.flatMap(told => (told.event === 'SettledElsewhere' ? [told.object] : []))

/** A redrive that stands still at a record until its claims are over, while `meanwhile` happens. */
const standingStill = (time: { ms: number }, seqs: readonly number[], meanwhile: () => Promise<unknown>) =>
  recording('all', async seq => {
    if (!seqs.includes(seq)) return
    time.ms += 1_000_000
    await meanwhile()
  })

describe('a redrive whose object another one has taken over and set aside', () => {
  it('goes on without it, says so, and has not failed', async () => {
    const world = newWorld()
    const time = { ms: 0 }
    world.discard(recordsOf(1, 300))
    const other = recording('all')
    const slow = standingStill(time, [100], async () =>
      world.redrive([other.processor], { clock: at(time), ...lasting }),
    )

    const summary = await world.redrive([slow.processor], { clock: at(time), ...lasting })

    expect(other.seen).toEqual(numbers(1, 300))
    expect(slow.seen).toEqual(numbers(1, 100))
    expect(summary).toMatchObject({
      received: 300,
      applied: 100,
      unchanged: 200,
      failed: 0,
      objects: 0,
      redriven: 0,
      objectsFailed: 0,
      objectsInHand: 0,
      interrupted: false,
    })
    expect(elsewhere(world)).toEqual(['memory:/aws/lambda/m/batch'])
    expect(world.events.filter(({ event }) => event === 'Failed')).toEqual([])
    expect([...world.objects.keys()]).toEqual(['redriven/aws/lambda/m/batch'])
  })

  it('brings the others to their end, also where they hold the same records', async () => {
    const world = newWorld()
    const time = { ms: 0 }
    world.discard([...recordsOf(1, 20), ...recordsOf(150, 160)], 'one')
    world.discard(recordsOf(1, 200), 'two')
    const other = recording('all')
    const slow = standingStill(time, [100], async () =>
      world.redrive([other.processor], { clock: at(time), limit: 1, ...lasting }),
    )

    const summary = await world.redrive([slow.processor], { clock: at(time), ...lasting })

    // The other one took only the first object; the second is still here, and its own.
    expect(other.seen).toEqual([...numbers(1, 20), ...numbers(150, 160)])
    expect(slow.seen).toEqual(numbers(1, 200))
    expect(summary).toMatchObject({ failed: 0, objects: 1, redriven: 1, objectsFailed: 0 })
    expect(elsewhere(world)).toEqual(['memory:/aws/lambda/m/one'])
    expect(world.waiting()).toEqual([])
  })

  it('holds back nothing that was behind it', async () => {
    const world = newWorld()
    const time = { ms: 0 }
    world.discard([...recordsOf(1, 100), recordOf({ seq: 101, key: 'a' })], 'one')
    world.discard([recordOf({ seq: 102, key: 'a' })], 'two')
    const slow = standingStill(time, [100], async () =>
      world.redrive([recording('all').processor], { clock: at(time), limit: 1, ...lasting }),
    )

    const summary = await world.redrive([slow.processor], { clock: at(time), ...lasting })

    expect(slow.seen).toEqual([...numbers(1, 100), 102])
    expect(summary).toMatchObject({ failed: 0, redriven: 1, objectsFailed: 0 })
  })

  it('sets nothing aside a second time, also when that happened in its last call', async () => {
    const world = newWorld()
    const time = { ms: 0 }
    world.discard(recordsOf(1, 3))
    const slow = standingStill(time, [3], async () =>
      world.redrive([recording('all').processor], { clock: at(time), ...lasting }),
    )

    const summary = await world.redrive([slow.processor], { clock: at(time), ...lasting })

    expect(summary).toMatchObject({ applied: 3, failed: 0, objects: 0, redriven: 0, objectsFailed: 0 })
    expect(elsewhere(world)).toEqual(['memory:/aws/lambda/m/batch'])
  })

  it('has not failed either where its own try of it did', async () => {
    const world = newWorld()
    const time = { ms: 0 }
    world.discard(recordsOf(1, 3))
    let isSettled = false
    const failing = recording('all', async seq => {
      if (seq !== 3) return
      time.ms += 1_000_000
      if (!isSettled) await world.redrive([recording('all').processor], { clock: at(time), ...lasting })
      isSettled = true
      throw new Error('down')
    })

    const summary = await world.redrive([failing.processor], { clock: at(time), ...lasting })

    expect(summary).toMatchObject({ applied: 2, unchanged: 1, failed: 0, objectsFailed: 0 })
    expect(elsewhere(world)).toEqual(['memory:/aws/lambda/m/batch'])
  })

  it('leaves it to the other one while that one has it in hand, although nothing is left to do', async () => {
    const world = newWorld()
    const time = { ms: 0 }
    world.discard(recordsOf(1, 3))
    const marks = memoryFailedObjects(world.objects, world.leases).marks('aws/lambda/m/batch')
    const other = { party: partyByClock('other', 'other'), clock: at(time), lifeMs: 900_000 }
    const slow = standingStill(time, [3], async () => takeLease(marks, other))

    await world.redrive([slow.processor], { clock: at(time), ...lasting })

    expect(world.events).toContainEqual({ event: 'Kept', object: 'memory:/aws/lambda/m/batch' })
    expect(elsewhere(world)).toEqual([])
    expect(world.waiting()).toEqual(['aws/lambda/m/batch'])
  })

  it('says so too where it was set aside at the very moment', async () => {
    const world = newWorld()
    world.discard(recordsOf(1, 3))
    const place = memoryFailedObjects(world.objects, world.leases)
    const late: FailedObjects = {
      ...place,
      retire: async key => {
        await place.retire(key)
        return place.retire(key)
      },
    }

    const summary = await world.redrive([recording('all').processor], { from: [late] })

    expect(summary).toMatchObject({ applied: 3, objects: 0, redriven: 0, objectsFailed: 0 })
    expect(elsewhere(world)).toEqual(['memory:/aws/lambda/m/batch'])
    expect(world.objects.get('redriven/aws/lambda/m/batch')).toContain('DDBStreamBatchInfo')
  })

  it('says so where it was gone before it was taken in hand, and leaves no mark of its own', async () => {
    const world = newWorld()
    world.discard(recordsOf(1, 3))
    const place = memoryFailedObjects(world.objects, world.leases)
    let reads = 0
    const vanishing: FailedObjects = {
      ...place,
      read: async key => ((reads += 1) === 1 ? place.read(key) : undefined),
    }

    const summary = await world.redrive([recording('all').processor], { from: [vanishing] })

    expect(summary).toMatchObject({ received: 0, objects: 0, objectsFailed: 0, objectsInHand: 0 })
    expect(elsewhere(world)).toEqual(['memory:/aws/lambda/m/batch'])
    expect(await place.marks('aws/lambda/m/batch').list()).toEqual([])
  })
})
