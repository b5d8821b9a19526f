import { describe, expect, it } from 'vitest'
import { localMapping, recordsTo } from '../test/support/local-mapping.ts'
import { seqOf } from '../test/support/records.ts'

const poisoned = (numbers: readonly number[]): unknown => {
  if (numbers.includes(3)) throw new TypeError('poison')
  return undefined
}

describe('what is told of batches', () => {
  it('names the records of each, and the halves of a bisect by their place in it', async () => {
    const local = localMapping({
      settings: { MaximumRetryAttempts: 0, BatchSize: 4, BisectBatchOnFunctionError: true },
      handler: poisoned,
    })
    local.source.put('shard-1', ...recordsTo(4))

    await local.drain()

    const formed = local.events.filter(({ event }) => event === 'BatchFormed')
    const started = local.events.filter(each => each.event === 'InvokeStarted')
    expect(formed).toMatchObject([{ sequenceNumbers: [1, 2, 3, 4].map(seqOf) }])
    expect(started.map(({ part, sequenceNumbers }) => [part, sequenceNumbers.map(Number)])).toEqual([
      ['', [1, 2, 3, 4]],
      ['a', [1, 2]],
      ['b', [3, 4]],
      ['ba', [3]],
      ['bb', [4]],
    ])
    expect(local.events.flatMap(each => (each.event === 'Bisected' ? [each.part] : []))).toEqual(['', 'b'])
    expect(local.events.flatMap(each => (each.event === 'InvokeEnded' ? [each.part] : []))).toEqual(
      started.map(({ part }) => part),
    )
    expect(new Set(local.events.flatMap(each => ('batchId' in each ? [each.batchId] : []))).size).toBe(1)
  })

  it('gives each batch an id of its own, in all lanes and after a restart', async () => {
    const settings = { BatchSize: 1, ParallelizationFactor: 4 }
    const first = localMapping({ settings })
    first.source.put('shard-1', ...recordsTo(20))
    await first.drain()
    await first.mapping.stop()
    await first.clock.pass(1_000)
    const { source, clock, checkpoints } = first
    const second = localMapping({ settings, source, clock, checkpoints })
    source.put('shard-1', ...recordsTo(25).slice(20))
    await second.drain()

    const events = [...first.events, ...second.events]
    const ids = events.flatMap(each => (each.event === 'BatchFormed' ? [each.batchId] : []))
    expect(ids).toHaveLength(25)
    expect(new Set(ids).size).toBe(25)
  })
})
