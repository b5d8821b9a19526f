import { describe, expect, it } from 'vitest'
import { memoryCheckpointStore } from '../adapters/memory/memory-checkpoint-store.ts'
import { localMapping, recordsTo } from '../test/support/local-mapping.ts'
import { recordOf, seqOf, streamArn } from '../test/support/records.ts'
import { simulatedClock } from './simulated-clock.ts'
import type { ScriptedSource } from './sources/scripted-source.ts'
import { scriptedSource } from './sources/scripted-source.ts'
import type { ShardPage } from './ports/stream-source.ts'

const newArn = streamArn.replace('2026-01-01', '2026-02-02')

const family = (): ScriptedSource => {
  const source = scriptedSource(streamArn)
  source.addShard('parent')
  source.put('parent', recordOf({ seq: 1 }))
  source.split('parent', 'child')
  source.put('child', recordOf({ seq: 2 }))
  return source
}

const gapsOf = ({ events }: ReturnType<typeof localMapping>) => events.filter(({ event }) => event === 'Gap')

describe('listings that are not to be trusted', () => {
  it('a child that is listed before its parent waits for it', async () => {
    const source = family()
    const local = localMapping({ source })
    let wrong = 2
    source.showInstead(shards =>
      (wrong -= 1) >= 0 ? shards.filter(({ shardId }) => shardId === 'child') : shards,
    )

    await local.drain()

    expect(local.invocations).toEqual([[1], [2]])
  })

  it('a child of a parent that is open still waits for its end', async () => {
    const source = scriptedSource(streamArn)
    source.addShard('parent')
    source.addShard('child', 'parent')
    source.put('child', recordOf({ seq: 2 }))
    const local = localMapping({ source })
    await local.mapping.start()
    await local.clock.pass(5_000)
    source.put('parent', recordOf({ seq: 1 }))
    source.close('parent')

    await local.clock.until(local.mapping.whenCaughtUp())

    expect(local.invocations).toEqual([[1], [2]])
  })

  it('a parent that is being read is waited for, however often it is missing from the listing', async () => {
    const source = family()
    const handler = async ([first]: readonly number[]): Promise<void> => {
      if (first === 1) await local.clock.wait(60_000)
    }
    const local = localMapping({ source, handler, timeoutMs: 900_000 })
    await local.mapping.start()
    source.showInstead(shards => shards.filter(({ shardId }) => shardId === 'child'))

    await local.clock.pass(30_000)
    const early = local.invocations.flat()
    await local.clock.until(local.mapping.whenCaughtUp())

    expect(early).toEqual([1])
    expect(local.invocations).toEqual([[1], [2]])
  })

  it('a closed shard whose child is not listed yet does not end the search', async () => {
    const local = localMapping()
    local.source.put('shard-1', recordOf({ seq: 1 }))
    local.source.close('shard-1')
    await local.drain()
    await local.clock.pass(600_000)
    local.source.addShard('late', 'shard-1')
    local.source.put('late', recordOf({ seq: 2 }))

    await local.clock.pass(3_000)

    expect(local.invocations).toEqual([[1], [2]])
  })

  it('a parent that has left the stream is not waited for', async () => {
    const source = scriptedSource(streamArn)
    source.addShard('child', 'long gone')
    source.put('child', recordOf({ seq: 2 }))
    const local = localMapping({ source })

    await local.drain()

    expect(local.invocations).toEqual([[2]])
  })

  it.each<[string, (cursor: string | undefined) => ShardPage]>([
    ['repeats its cursor', () => ({ shards: [], cursor: 'again' })],
    ['never ends', cursor => ({ shards: [], cursor: `${cursor ?? ''}x` })],
  ])('a listing that %s is an error, not an empty stream', async (_, page) => {
    const source = {
      ...scriptedSource(streamArn),
      shards: async (cursor: string | undefined) => page(cursor),
    }
    const local = localMapping({ source })

    await local.mapping.start()

    expect(local.events).toContainEqual(expect.objectContaining({ event: 'SourceFailed' }))
  })

  it('an empty cursor ends a listing', async () => {
    const scripted = family()
    const source = {
      ...scripted,
      shards: async (cursor: string | undefined) => ({ ...(await scripted.shards(cursor)), cursor: '' }),
    }
    const local = localMapping({ source })

    await local.drain()

    expect(local.invocations).toEqual([[1], [2]])
  })
})

describe('what has left the stream', () => {
  it('is told as a gap when a whole shard is gone that was not finished', async () => {
    const checkpoints = memoryCheckpointStore()
    await checkpoints.save('mapping-1', streamArn, 'parent', { type: 'after', sequenceNumber: seqOf(1) })
    const source = family()
    source.remove('parent')
    const local = localMapping({ source, checkpoints })

    await local.drain()

    expect(gapsOf(local)).toMatchObject([{ shardId: 'parent', after: seqOf(1) }])
    expect(local.invocations).toEqual([[2]])
  })

  it('is told as a gap when a shard goes while it is read, and its child follows', async () => {
    const source = family()
    source.emptyNext(1_000)
    const local = localMapping({ source })
    await local.mapping.start()
    await local.clock.pass(1_000)
    source.remove('parent')
    source.emptyNext(0)

    await local.clock.until(local.mapping.whenCaughtUp())

    expect(gapsOf(local)).toMatchObject([{ shardId: 'parent' }])
    expect(local.invocations).toEqual([[2]])
  })
})

describe('a shard that is given up while a read of it is under way', () => {
  it('stays at its end, and is told as a gap once', async () => {
    const clock = simulatedClock()
    const scripted = family()
    scripted.emptyNext(1_000)
    const source: ScriptedSource = {
      ...scripted,
      iterator: async (shardId, position) => {
        await clock.wait(1_900)
        return scripted.iterator(shardId, position)
      },
    }
    const local = localMapping({ clock, source })
    await clock.until(local.mapping.start())
    await clock.pass(1_000)
    scripted.remove('parent')
    scripted.emptyNext(0)

    await clock.until(local.mapping.whenCaughtUp())
    await clock.pass(60_000)

    expect(gapsOf(local)).toHaveLength(1)
    expect(local.invocations).toEqual([[2]])
  })
})

describe('a stream that is no more', () => {
  it('is refused at the start', async () => {
    const source = scriptedSource(streamArn)
    source.setStatus('gone')

    await expect(localMapping({ source }).mapping.start()).rejects.toThrow(
      `The stream ${streamArn} cannot be read: there is no such stream.`,
    )
  })

  it('is told with the one that replaced it', async () => {
    const local = localMapping()
    local.source.put('shard-1', ...recordsTo(1))
    await local.drain()
    local.source.setStatus('gone', newArn)

    await local.clock.pass(10_000)

    const told = local.events.filter(({ event }) => event === 'StreamGone')
    expect(told).toMatchObject([{ successorArn: newArn }])
  })

  it.each(['KEYS_ONLY', 'OLD_IMAGE'] as const)(
    'is refused as %s when all filters ask for a new image',
    async viewType => {
      const source = scriptedSource(streamArn, { viewType })
      const Filters = [{ Pattern: '{"dynamodb":{"NewImage":{"a":{"S":["x"]}}}}' }]
      const local = localMapping({ source, settings: { FilterCriteria: { Filters } } })

      await expect(local.mapping.start()).rejects.toThrow(
        `is ${viewType} and has no NewImage, which is needed.`,
      )
    },
  )
})

describe('LATEST', () => {
  it('keeps its position when it is stopped before its first record', async () => {
    const checkpoints = memoryCheckpointStore()
    const source = scriptedSource(streamArn)
    source.addShard('shard-1')
    source.put('shard-1', ...recordsTo(2))
    const settings = { StartingPosition: 'LATEST' } as const
    const first = localMapping({ source, checkpoints, settings })
    await first.mapping.start()
    await first.clock.until(first.mapping.stop())
    source.put('shard-1', recordOf({ seq: 3 }))

    const second = localMapping({ source, checkpoints, settings })
    await second.drain()

    expect(second.invocations).toEqual([[3]])
  })

  it('loses nothing when its iterator expires before its first record', async () => {
    const local = localMapping({ settings: { StartingPosition: 'LATEST' } })
    local.source.put('shard-1', ...recordsTo(2))
    await local.drain()
    local.source.put('shard-1', recordOf({ seq: 3 }))
    local.source.expireIterators()

    await local.clock.until(local.mapping.whenCaughtUp())

    expect(local.invocations).toEqual([[3]])
  })
})
