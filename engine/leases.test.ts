import { describe, expect, it } from 'vitest'
import { memoryCheckpointStore } from '../adapters/memory/memory-checkpoint-store.ts'
import { localMapping, recordsTo } from '../test/support/local-mapping.ts'
import { recordOf, seqOf, streamArn } from '../test/support/records.ts'
import { simulatedClock } from './simulated-clock.ts'
import { scriptedSource } from './sources/scripted-source.ts'

const shared = () => {
  const source = scriptedSource(streamArn)
  source.addShard('shard-1')
  source.put('shard-1', ...recordsTo(2))
  return { source, clock: simulatedClock(), checkpoints: memoryCheckpointStore() }
}

describe('two processes on one mapping', () => {
  it('refuse each other, and the one that is refused says who has it and delivers nothing', async () => {
    const world = shared()
    const first = localMapping({ ...world, holder: 'process 7 on laptop' })
    await first.drain()
    const second = localMapping({ ...world, holder: 'process 8 on laptop' })

    await expect(second.mapping.start()).rejects.toMatchObject({
      code: 'engine.mapping-held',
      message: 'The mapping mapping-1 is held by process 7 on laptop.',
    })

    await world.clock.pass(600_000)
    expect(second.invocations).toEqual([])
    await expect(second.mapping.start()).rejects.toMatchObject({ code: 'engine.mapping-held' })
  })

  it('follow each other after an orderly stop, at once', async () => {
    const world = shared()
    const first = localMapping(world)
    await first.drain()
    await world.clock.until(first.mapping.stop())
    world.source.put('shard-1', recordOf({ seq: 3 }))
    const second = localMapping(world)

    await second.drain()

    expect(second.invocations).toEqual([[3]])
  })

  it('follow each other after a kill as soon as the lease has run out', async () => {
    const { source, clock, checkpoints } = shared()
    const killed = localMapping({ source, checkpoints, clock: simulatedClock() })
    await killed.mapping.start()
    const next = localMapping({ source, checkpoints, clock })

    await clock.pass(29_000)
    await expect(next.mapping.start()).rejects.toMatchObject({ code: 'engine.mapping-held' })
    await clock.pass(1_000)
    source.put('shard-1', recordOf({ seq: 3 }))
    await next.drain()

    expect([killed.invocations, next.invocations]).toEqual([[[1, 2]], [[3]]])
  })

  it('are held apart by a process that starts anew after a start that failed', async () => {
    const world = shared()
    const first = localMapping({ ...world, holder: 'first' })
    const broken = { ...world.checkpoints, load: async () => Promise.reject(new Error('not now')) }
    const failing = localMapping({ ...world, checkpoints: broken })
    await expect(failing.mapping.start()).rejects.toThrow('not now')

    await first.drain()
    await world.clock.pass(90_000)

    await expect(localMapping(world).mapping.start()).rejects.toMatchObject({ code: 'engine.mapping-held' })
  })
})

describe('a process that lost its mapping', () => {
  const lose = async () => {
    const { source, checkpoints } = shared()
    const [frozenClock, clock] = [simulatedClock(), simulatedClock()]
    const frozen = localMapping({ source, checkpoints, clock: frozenClock, holder: 'frozen' })
    await frozen.drain()
    // The machine of the first sleeps; the other sees its time run out.
    await clock.pass(31_000)
    const next = localMapping({ source, checkpoints, clock, holder: 'next' })
    source.put('shard-1', recordOf({ seq: 3 }))
    await next.drain()
    source.put('shard-1', recordOf({ seq: 4 }))
    return { frozen, frozenClock, next, checkpoints }
  }

  it('saves no position any more', async () => {
    const { frozen, frozenClock, checkpoints } = await lose()
    const saved: unknown[] = []
    const { save } = checkpoints
    Object.assign(checkpoints, {
      save: async (...args: Parameters<typeof save>) => {
        saved.push(args)
        return save(...args)
      },
    })

    await frozenClock.pass(1_000)

    expect(saved).toEqual([])
    expect((await checkpoints.load('mapping-1', streamArn)).get('shard-1')).toMatchObject({
      sequenceNumber: seqOf(3),
    })
    expect(frozen.events.filter(({ event }) => event === 'LeaseLost')).toMatchObject([{ holder: 'next' }])
  })

  it('stops reading, and does not pass for one that has caught up', async () => {
    const { frozen, frozenClock } = await lose()
    const isCaughtUp = frozen.mapping.whenCaughtUp()

    await expect(frozenClock.until(isCaughtUp)).rejects.toMatchObject({
      code: 'engine.lease-lost',
      message: 'The mapping mapping-1 was stopped, because it was lost to next.',
    })

    const invoked = frozen.invocations.length
    await frozenClock.pass(60_000)
    expect(frozen.invocations).toHaveLength(invoked)
    await frozenClock.until(frozen.mapping.stop())
  })

  it('leaves the mapping to the other when it stops', async () => {
    const { frozen, frozenClock, checkpoints } = await lose()
    await frozenClock.pass(20_000)
    await frozenClock.until(frozen.mapping.stop())

    expect(await checkpoints.marks('mapping-1').list()).toHaveLength(1)
  })
})
