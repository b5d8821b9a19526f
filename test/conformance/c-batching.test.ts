import { describe, expect, it } from 'vitest'
import { memoryCheckpointStore } from '../../adapters/memory/memory-checkpoint-store.ts'
import { scriptedSource } from '../../engine/sources/scripted-source.ts'
import { localMapping, recordsTo } from '../support/local-mapping.ts'
import { recordOf, seqOf, streamArn } from '../support/records.ts'

describe('several mappings', () => {
  it('case 30: of one stream get every record each, and keep their own checkpoints', async () => {
    const source = scriptedSource(streamArn)
    source.addShard('shard-1')
    source.put('shard-1', ...recordsTo(4))
    const checkpoints = memoryCheckpointStore()
    const fast = localMapping({ id: 'fast', source, checkpoints })
    const stuck = localMapping({
      id: 'stuck',
      source,
      checkpoints,
      settings: { BatchSize: 2 },
      handler: ([first]) => {
        if (first === 3) throw new Error('no')
      },
    })

    await fast.drain()
    await stuck.mapping.start()
    await stuck.clock.pass(10_000)

    expect(fast.invocations).toEqual([[1, 2, 3, 4]])
    expect(stuck.invocations.slice(0, 3)).toEqual([
      [1, 2],
      [3, 4],
      [3, 4],
    ])
    const after = async (id: string) => (await checkpoints.load(id, streamArn)).get('shard-1')
    expect(await after('fast')).toEqual({ type: 'after', sequenceNumber: seqOf(4) })
    expect(await after('stuck')).toEqual({ type: 'after', sequenceNumber: seqOf(2) })
  })
})

describe('a batch of 10,000', () => {
  it('case 29: is put together of ten reads, while its window is open', async () => {
    const local = localMapping({ settings: { BatchSize: 10_000, MaximumBatchingWindowInSeconds: 5 } })
    local.source.put('shard-1', ...recordsTo(10_500))
    await local.mapping.start()

    await local.clock.pass(1_000)
    const early = local.invocations.map(({ length }) => length)
    await local.clock.pass(10_000)

    expect(early).toEqual([10_000])
    expect(local.invocations.map(({ length }) => length)).toEqual([10_000, 500])
  })
})

describe('a window', () => {
  it('case 28: is not waited for without one', async () => {
    const local = localMapping({ settings: { BatchSize: 100 } })
    await local.drain()
    local.source.put('shard-1', recordOf({ seq: 1 }))

    await local.clock.pass(300)

    expect(local.invocations).toEqual([[1]])
  })

  it('case 28: is cut short by 6 MB of payload', async () => {
    const local = localMapping({ settings: { MaximumBatchingWindowInSeconds: 300 } })
    const large = Array.from({ length: 16 }, (_, index) =>
      recordOf({ seq: index + 1, kind: 'INSERT', after: { text: 'x'.repeat(400_000) } }),
    )
    local.source.put('shard-1', ...large)
    await local.mapping.start()

    await local.clock.pass(1_000)

    expect(local.invocations.map(({ length }) => length)).toEqual([15])
  })
})
