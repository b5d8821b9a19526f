import { describe, expect, it } from 'vitest'
import { memoryCheckpointStore } from '../adapters/memory/memory-checkpoint-store.ts'
import { afterKill, localMapping, recordsTo } from '../test/support/local-mapping.ts'
import { recordOf, seqOf, streamArn } from '../test/support/records.ts'
import type { StreamRecord } from '../core/record/stream-record.ts'
import { simulatedClock } from './simulated-clock.ts'
import { scriptedSource } from './sources/scripted-source.ts'

const at = (nowMs: number, record: StreamRecord): StreamRecord => ({
  ...record,
  dynamodb: { ...record.dynamodb, ApproximateCreationDateTime: Math.floor(nowMs / 1000) },
})

const thrown = (): never => {
  throw new TypeError('no')
}

describe('starting positions', () => {
  it('case 24: delivers what was there before, then what comes, from TRIM_HORIZON', async () => {
    const local = localMapping({ settings: { BatchSize: 10 } })
    local.source.put('shard-1', ...recordsTo(20))
    await local.drain()
    local.source.put('shard-1', ...Array.from({ length: 10 }, (_, index) => recordOf({ seq: 21 + index })))

    await local.clock.until(local.mapping.whenCaughtUp())

    expect(local.invocations.map(batch => [batch[0], batch.length])).toEqual([
      [1, 10],
      [11, 10],
      [21, 10],
    ])
  })

  it('case 25: never delivers what was there before, from LATEST', async () => {
    const local = localMapping({ settings: { StartingPosition: 'LATEST' } })
    local.source.put('shard-1', ...recordsTo(2))
    await local.drain()
    local.source.put('shard-1', recordOf({ seq: 3 }))

    await local.clock.until(local.mapping.whenCaughtUp())

    expect(local.invocations).toEqual([[3]])
  })

  it('begins at LATEST in an open shard whose closed parent is listed after it', async () => {
    const source = scriptedSource(streamArn)
    source.addShard('child', 'parent')
    source.addShard('parent')
    source.put('parent', recordOf({ seq: 1 }))
    source.put('child', recordOf({ seq: 2 }))
    source.close('parent')
    const local = localMapping({ source, settings: { StartingPosition: 'LATEST' } })
    await local.drain()
    source.put('child', recordOf({ seq: 3 }))

    await local.clock.until(local.mapping.whenCaughtUp())

    expect(local.invocations).toEqual([[3]])
  })
})

describe('lineage', () => {
  it('case 36: finds more shards than a page of the listing holds', async () => {
    const source = scriptedSource(streamArn)
    for (let index = 1; index <= 250; index += 1) {
      source.addShard(`shard-${index}`)
      source.put(`shard-${index}`, recordOf({ seq: index }))
    }
    const local = localMapping({ source })

    await local.drain()

    expect(local.invocations.flat().toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 250 }, (_, index) => index + 1),
    )
  })

  it('case 37: starts no child before its parent is finished, retries included', async () => {
    const source = scriptedSource(streamArn)
    source.addShard('parent')
    source.addShard('child', 'parent')
    source.put('parent', recordOf({ seq: 1 }))
    source.put('child', recordOf({ seq: 2 }))
    source.close('parent')
    const local = localMapping({ source, handler: ([first], count) => (count < 4 ? thrown() : first) })

    await local.drain()

    expect(local.invocations).toEqual([[1], [1], [1], [1], [2]])
  })

  it('case 38: reads children that appear later from their beginning, and no closed shard again', async () => {
    const local = localMapping({ settings: { StartingPosition: 'LATEST' } })
    await local.drain()
    local.source.put('shard-1', recordOf({ seq: 1 }))
    local.source.close('shard-1')
    local.source.addShard('shard-2', 'shard-1')
    local.source.put('shard-2', recordOf({ seq: 2 }))

    await local.clock.until(local.mapping.whenCaughtUp())
    await local.clock.pass(10_000)

    expect(local.invocations).toEqual([[1], [2]])
  })

  it('case 41: keeps other shards flowing while one is blocked', async () => {
    const source = scriptedSource(streamArn)
    for (const shardId of ['a', 'b']) source.addShard(shardId)
    source.put('a', recordOf({ seq: 1 }))
    source.put('b', recordOf({ seq: 2 }), recordOf({ seq: 3 }))
    const local = localMapping({
      source,
      settings: { BatchSize: 1 },
      handler: ([first]) => (first === 1 ? thrown() : undefined),
    })
    await local.mapping.start()

    await local.clock.pass(5_000)

    expect(local.invocations.flat()).toEqual(expect.arrayContaining([2, 3]))
  })
})

describe('troubles of reading', () => {
  it('case 39: goes on behind the last record read when the iterator has expired', async () => {
    const local = localMapping()
    local.source.put('shard-1', ...recordsTo(2))
    await local.drain()
    local.source.expireIterators()
    local.source.put('shard-1', recordOf({ seq: 3 }))

    await local.clock.until(local.mapping.whenCaughtUp())

    expect(local.invocations).toEqual([[1, 2], [3]])
  })

  it('case 40: goes on at the oldest record left when the stream was trimmed, and reports the gap', async () => {
    const checkpoints = memoryCheckpointStore()
    await checkpoints.save('mapping-1', streamArn, 'shard-1', { type: 'after', sequenceNumber: seqOf(1) })
    const local = localMapping({ checkpoints })
    local.source.put('shard-1', ...recordsTo(4))
    local.source.trim('shard-1', 3)

    await local.drain()

    expect(local.invocations).toEqual([[4]])
    expect(local.events.find(({ event }) => event === 'Gap')).toMatchObject({ after: seqOf(1) })
  })

  it('takes a new iterator, and reports no gap, when one that stood before the first record is refused', async () => {
    const local = localMapping()
    await local.drain()
    local.source.failNext('read', 'trimmed')
    local.source.put('shard-1', ...recordsTo(2))

    await local.clock.until(local.mapping.whenCaughtUp())

    expect(local.invocations).toEqual([[1, 2]])
    expect(local.events.filter(({ event }) => event === 'Gap' || event === 'SourceFailed')).toEqual([])
  })

  it('says so when a new iterator at the start is refused as well', async () => {
    const local = localMapping()
    local.source.failNext('read', 'trimmed', 3)
    local.source.put('shard-1', ...recordsTo(2))

    await local.drain()

    expect(local.invocations).toEqual([[1, 2]])
    expect(local.events.filter(({ event }) => event === 'Gap')).toHaveLength(2)
  })

  it.each(['shards', 'iterator', 'read'] as const)('gets over a throttled call of %s', async call => {
    const local = localMapping()
    local.source.put('shard-1', ...recordsTo(2))
    local.source.failNext(call, 'throttled', 5)

    await local.drain()

    expect(local.invocations).toEqual([[1, 2]])
    expect(local.events.filter(({ event }) => event === 'SourceFailed')).toHaveLength(5)
  })

  it('does not take an error at the end of a closed shard for its end', async () => {
    const local = localMapping()
    local.source.put('shard-1', ...recordsTo(1))
    local.source.close('shard-1')
    local.source.failNext('read', 'failed', 2)

    await local.drain()

    expect(local.invocations).toEqual([[1]])
  })
})

describe('restarts', () => {
  it('case 35: delivers a batch again that was under way when the process was killed', async () => {
    const checkpoints = memoryCheckpointStore()
    const source = scriptedSource(streamArn)
    source.addShard('shard-1')
    source.put('shard-1', ...recordsTo(4))
    const killed = localMapping({
      source,
      checkpoints,
      settings: { BatchSize: 2 },
      handler: async (_, count) => (count === 2 ? new Promise(() => undefined) : undefined),
      timeoutMs: 900_000,
    })
    await killed.mapping.start()
    await killed.clock.pass(1_000)

    const next = localMapping({ source, checkpoints: afterKill(checkpoints), settings: { BatchSize: 2 } })
    await next.drain()

    expect(killed.invocations).toEqual([
      [1, 2],
      [3, 4],
    ])
    expect(next.invocations).toEqual([[3, 4]])
  })

  it('repeats nothing after an orderly stop', async () => {
    const checkpoints = memoryCheckpointStore()
    const source = scriptedSource(streamArn)
    source.addShard('shard-1')
    source.put('shard-1', ...recordsTo(4))
    source.close('shard-1')
    const first = localMapping({ source, checkpoints })
    await first.drain()
    await first.clock.until(first.mapping.stop())

    const second = localMapping({ source, checkpoints })
    await second.drain()

    expect(second.invocations).toEqual([])
  })

  it('goes on when a checkpoint cannot be saved, and saves a later one', async () => {
    const store = memoryCheckpointStore()
    let saves = 0
    const checkpoints = {
      ...store,
      save: async (...saved: Parameters<typeof store.save>) => {
        saves += 1
        return saves === 1 ? Promise.reject(new Error('disk full')) : store.save(...saved)
      },
    }
    const local = localMapping({ checkpoints, settings: { BatchSize: 1 } })
    local.source.put('shard-1', ...recordsTo(2))

    await local.drain()

    expect((await store.load('mapping-1', streamArn)).get('shard-1')).toEqual({
      type: 'after',
      sequenceNumber: seqOf(2),
    })
  })

  it.each([1, 2, 3, 4])(
    'begins once at LATEST although it is killed at save %i of its positions',
    async last => {
      const store = memoryCheckpointStore()
      const source = scriptedSource(streamArn)
      source.addShard('parent')
      source.put('parent', recordOf({ seq: 1 }))
      source.split('parent', 'child')
      source.put('child', recordOf({ seq: 2 }))
      source.addShard('other')
      source.put('other', recordOf({ seq: 3 }))
      let saves = 0
      const dying = {
        ...store,
        save: async (...saved: Parameters<typeof store.save>) => {
          saves += 1
          return saves === last ? new Promise<never>(() => undefined) : store.save(...saved)
        },
      }
      const settings = { StartingPosition: 'LATEST' } as const
      // Two minutes after the records: what is younger than a minute could be new.
      const clock = simulatedClock(1_767_225_720_000)
      const killed = localMapping({ source, settings, checkpoints: dying, clock })
      void killed.mapping.start()
      await clock.pass(1_000)
      const next = localMapping({ source, settings, checkpoints: afterKill(store), clock })

      await next.drain()
      source.put('child', at(clock.now(), recordOf({ seq: 4 })))
      source.put('other', at(clock.now(), recordOf({ seq: 5 })))
      await clock.until(next.mapping.whenCaughtUp())

      expect(next.invocations.flat().toSorted((a, b) => a - b)).toEqual([4, 5])
    },
  )
})
