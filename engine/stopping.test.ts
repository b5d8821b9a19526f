import { describe, expect, it } from 'vitest'
import { memoryCheckpointStore } from '../adapters/memory/memory-checkpoint-store.ts'
import { localMapping } from '../test/support/local-mapping.ts'
import { recordOf, streamArn } from '../test/support/records.ts'
import type { SimulatedClock } from './simulated-clock.ts'
import { simulatedClock } from './simulated-clock.ts'
import type { ScriptedSource } from './sources/scripted-source.ts'
import { scriptedSource } from './sources/scripted-source.ts'

/** A stream whose listings take their time, as those of a real endpoint do. */
const slowlyListed = (clock: SimulatedClock, ms: number): ScriptedSource => {
  const source = scriptedSource(streamArn)
  const { shards } = source
  return {
    ...source,
    shards: async cursor => {
      await clock.wait(ms)
      return shards(cursor)
    },
  }
}

/** Whether a stop comes to its end, within an hour of the simulated clock. */
const endsIn = async (clock: SimulatedClock, stopping: Promise<void>): Promise<boolean> =>
  clock.until(Promise.race([stopping.then(() => true), clock.wait(3_600_000).then(() => false)]))

describe('a stop', () => {
  it('ends although a listing that is under way brings a new shard', async () => {
    const clock = simulatedClock()
    const source = slowlyListed(clock, 500)
    source.addShard('shard-1')
    const local = localMapping({ clock, source })
    await clock.until(local.mapping.start())
    // The next look begins two seconds later.
    await clock.pass(2_100)
    source.addShard('shard-2')
    source.put('shard-2', recordOf({ seq: 1 }))

    const isOver = await endsIn(clock, local.mapping.stop())

    expect(isOver).toBe(true)
    expect(local.invocations).toEqual([])
  })

  it('of a mapping that is just being started leaves nothing running', async () => {
    const clock = simulatedClock()
    const source = slowlyListed(clock, 500)
    source.addShard('shard-1')
    source.put('shard-1', recordOf({ seq: 1 }))
    const local = localMapping({ clock, source })

    const started = local.mapping.start()
    const isOver = await endsIn(clock, local.mapping.stop())
    await clock.until(started)
    const reads = source.calls('read')
    await clock.pass(60_000)

    expect(isOver).toBe(true)
    expect(source.calls('read')).toBe(reads)
    expect(local.invocations).toEqual([])
  })
})

describe('an orderly stop', () => {
  it('lets an invocation that is under way end, and saves how far that came', async () => {
    const checkpoints = memoryCheckpointStore()
    const clock = simulatedClock()
    const source = scriptedSource(streamArn)
    source.addShard('shard-1')
    source.put('shard-1', recordOf({ seq: 1 }))
    const handler = async (): Promise<void> => clock.wait(5_000)
    const first = localMapping({ clock, source, checkpoints, handler })
    await first.mapping.start()
    await clock.pass(1_000)

    await clock.until(first.mapping.stop())

    const second = localMapping({ clock, source, checkpoints })
    await second.drain()
    expect(first.invocations).toEqual([[1]])
    expect(second.invocations).toEqual([])
  })
})

describe('a start', () => {
  it('that is asked for twice at once is one', async () => {
    const clock = simulatedClock()
    const source = slowlyListed(clock, 500)
    source.addShard('shard-1')
    source.put('shard-1', recordOf({ seq: 1 }))
    const local = localMapping({ clock, source })

    await clock.until(Promise.all([local.mapping.start(), local.mapping.start()]))
    await clock.until(local.mapping.whenCaughtUp())

    expect(local.invocations).toEqual([[1]])
    expect(await endsIn(clock, local.mapping.stop())).toBe(true)
  })
})
