import { describe, expect, it } from 'vitest'
import { localMapping, recordsTo } from '../support/local-mapping.ts'

const settings = { BisectBatchOnFunctionError: true, MaximumRetryAttempts: 0 }

const failing =
  (...poison: readonly number[]) =>
  (numbers: readonly number[]): void => {
    if (numbers.some(number => poison.includes(number))) throw new TypeError('no')
  }

const spansOf = ({ onFailure }: ReturnType<typeof localMapping>): readonly (readonly number[])[] =>
  onFailure
    .documents()
    .map(({ DDBStreamBatchInfo: { startSequenceNumber, endSequenceNumber, batchSize } }) => [
      Number(startSequenceNumber),
      Number(endSequenceNumber),
      batchSize,
    ])

describe('neighbours of a bisected batch that are given up', () => {
  it('case 75: share a message where that is chosen', async () => {
    const local = localMapping({ settings, choices: { mergeDiscards: 'neighbours' }, handler: failing(2, 3) })
    local.source.put('shard-1', ...recordsTo(4))

    await local.drain()

    expect(spansOf(local)).toEqual([[2, 3, 2]])
    const payload = JSON.parse(local.onFailure.documents()[0]?.payload ?? '') as {
      readonly Records: unknown[]
    }
    expect(payload.Records).toHaveLength(2)
  })

  it('case 75: have a message each otherwise', async () => {
    const local = localMapping({ settings, handler: failing(2, 3) })
    local.source.put('shard-1', ...recordsTo(4))

    await local.drain()

    expect(spansOf(local)).toEqual([
      [2, 2, 1],
      [3, 3, 1],
    ])
  })

  it('share none across a record that succeeded between them', async () => {
    const local = localMapping({ settings, choices: { mergeDiscards: 'neighbours' }, handler: failing(1, 3) })
    local.source.put('shard-1', ...recordsTo(4))

    await local.drain()

    expect(spansOf(local)).toEqual([
      [1, 1, 1],
      [3, 3, 1],
    ])
  })

  it('are told when the last of a batch is among them', async () => {
    const local = localMapping({
      settings,
      choices: { mergeDiscards: 'neighbours' },
      handler: failing(1, 2, 3, 4),
    })
    local.source.put('shard-1', ...recordsTo(4))

    await local.drain()

    expect(spansOf(local)).toEqual([[1, 4, 4]])
  })
})
