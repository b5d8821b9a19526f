import { describe, expect, it } from 'vitest'
import { localMapping, recordsTo } from '../test/support/local-mapping.ts'
import { recordOf, streamArn } from '../test/support/records.ts'
import type { StreamRecord } from '../core/record/stream-record.ts'
import type { ScriptedSource } from './sources/scripted-source.ts'
import { scriptedSource } from './sources/scripted-source.ts'

const ofBytes = (seq: number, bytes: number): StreamRecord =>
  recordOf({ seq, key: `k${seq}`, after: { text: 'x'.repeat(bytes) }, before: {} })

const patternsOf = (...patterns: readonly unknown[]) => ({
  FilterCriteria: { Filters: patterns.map(pattern => ({ Pattern: JSON.stringify(pattern) })) },
})

/** A hundred records, ten to a page. */
const smallPages = (): ScriptedSource => {
  const source = scriptedSource(streamArn, { pageSize: 10 })
  source.addShard('shard-1')
  source.put('shard-1', ...recordsTo(100))
  return source
}

describe('batches', () => {
  it('case 26: does not invoke again before the invocation of the shard has ended', async () => {
    let running = 0
    let most = 0
    const local = localMapping({
      settings: { BatchSize: 10 },
      handler: async () => {
        running += 1
        most = Math.max(most, running)
        await local.clock.wait(5_000)
        running -= 1
      },
    })
    local.source.put('shard-1', ...recordsTo(20))

    await local.drain()

    expect(local.invocations.map(({ length }) => length)).toEqual([10, 10])
    expect(most).toBe(1)
  })

  it('case 27: delivers one by one, in order, with BatchSize 1', async () => {
    const local = localMapping({ settings: { BatchSize: 1 } })
    local.source.put('shard-1', ...recordsTo(3))

    await local.drain()

    expect(local.invocations).toEqual([[1], [2], [3]])
  })

  it('case 28: waits for the window, but not when the batch is full', async () => {
    const local = localMapping({ settings: { BatchSize: 3, MaximumBatchingWindowInSeconds: 10 } })
    local.source.put('shard-1', ...recordsTo(4))
    await local.mapping.start()

    await local.clock.pass(9_000)
    const early = [...local.invocations]
    await local.clock.pass(2_000)

    expect(early).toEqual([[1, 2, 3]])
    expect(local.invocations).toEqual([[1, 2, 3], [4]])
  })

  it('case 29: assembles a batch over several reads', async () => {
    const local = localMapping({ settings: { BatchSize: 2_500, MaximumBatchingWindowInSeconds: 5 } })
    local.source.put('shard-1', ...recordsTo(2_500))

    await local.drain()

    expect(local.invocations.map(({ length }) => length)).toEqual([2_500])
    expect(local.source.calls('read')).toBeGreaterThan(2)
  })

  it('case 31: cuts a batch at 6 MB of payload', async () => {
    const local = localMapping()
    local.source.put('shard-1', ...Array.from({ length: 20 }, (_, index) => ofBytes(index + 1, 400_000)))

    await local.drain()

    expect(local.invocations.map(({ length }) => length)).toEqual([15, 5])
    expect(local.events.find(({ event }) => event === 'BatchFormed')).toMatchObject({ closedBy: 'bytes' })
  })

  it('gives a record that is above 6 MB by itself to the function alone', async () => {
    const local = localMapping()
    local.source.put('shard-1', ofBytes(1, 10), ofBytes(2, 7_000_000), ofBytes(3, 10))

    await local.drain()

    expect(local.invocations).toEqual([[1], [2], [3]])
  })

  it('reads no further than two batches ahead of a function that is busy', async () => {
    const local = localMapping({
      source: smallPages(),
      settings: { BatchSize: 10 },
      handler: async () => new Promise(() => undefined),
      timeoutMs: 900_000,
    })
    await local.mapping.start()

    await local.clock.pass(60_000)

    expect(local.source.calls('read')).toBeLessThanOrEqual(4)
  })

  it('case 32: counts only records that pass the filter towards BatchSize', async () => {
    const local = localMapping({ settings: { BatchSize: 2, ...patternsOf({ eventName: ['INSERT'] }) } })
    const kinds = ['INSERT', 'MODIFY', 'MODIFY', 'INSERT'] as const
    local.source.put('shard-1', ...kinds.map((kind, index) => recordOf({ seq: index + 1, kind })))

    await local.drain()

    expect(local.invocations).toEqual([[1, 4]])
  })

  it('case 33: moves the checkpoint past records that nobody wants', async () => {
    const local = localMapping({ settings: patternsOf({ eventName: ['REMOVE'] }) })
    local.source.put('shard-1', ...recordsTo(2))

    await local.drain()

    expect(local.invocations).toEqual([])
    expect((await local.checkpoints.load('mapping-1', streamArn)).get('shard-1')).toMatchObject({
      type: 'after',
    })
  })

  it('case 55: delivers what one of several filters lets through', async () => {
    const local = localMapping({
      settings: patternsOf({ eventName: ['REMOVE'] }, { dynamodb: { Keys: { PK: { S: ['k2'] } } } }),
    })
    local.source.put('shard-1', ...recordsTo(3))

    await local.drain()

    expect(local.invocations).toEqual([[2]])
  })
})

describe('ParallelizationFactor', () => {
  it('case 34: runs several batches of a shard at once, never two of one item', async () => {
    const active = new Map<string, number>()
    let running = 0
    let most = 0
    let isOverlapping = false
    const keyOf = (seq: number): string => `k${seq % 7}`
    const local = localMapping({
      settings: { ParallelizationFactor: 4, BatchSize: 5 },
      handler: async numbers => {
        const keys = [...new Set(numbers.map(keyOf))]
        isOverlapping ||= keys.some(key => (active.get(key) ?? 0) > 0)
        for (const key of keys) active.set(key, 1)
        running += 1
        most = Math.max(most, running)
        await local.clock.wait(100)
        running -= 1
        for (const key of keys) active.set(key, 0)
      },
    })
    local.source.put(
      'shard-1',
      ...Array.from({ length: 100 }, (_, index) => recordOf({ seq: index + 1, key: keyOf(index + 1) })),
    )

    await local.drain()

    expect(isOverlapping).toBe(false)
    expect(most).toBeGreaterThan(1)
    expect(most).toBeLessThanOrEqual(4)
    const ofOneItem = local.invocations.flat().filter(seq => seq % 7 === 3)
    expect(ofOneItem).toEqual(ofOneItem.toSorted((a, b) => a - b))
  })

  it('keeps the checkpoint before a record that another lane has not finished', async () => {
    const local = localMapping({
      settings: { ParallelizationFactor: 10, BatchSize: 1 },
      handler: async ([first]) => (first === 3 ? new Promise(() => undefined) : undefined),
      timeoutMs: 900_000,
    })
    local.source.put('shard-1', ...recordsTo(20))
    await local.mapping.start()

    await local.clock.pass(10_000)

    expect(local.invocations.flat().length).toBeGreaterThan(5)
    expect((await local.checkpoints.load('mapping-1', streamArn)).get('shard-1')).toEqual({
      type: 'after',
      sequenceNumber: '000000000000000000002',
    })
  })
})
