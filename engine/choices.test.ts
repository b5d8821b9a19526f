import { describe, expect, it } from 'vitest'
import { localMapping, recordsTo, reported } from '../test/support/local-mapping.ts'
import { recordOf } from '../test/support/records.ts'

const thrown = (): never => {
  throw new TypeError('no')
}

describe('choices where nothing is recorded', () => {
  it.each([
    ['floor', [1, 2]],
    ['ceil', [1, 2, 3]],
  ] as const)('bisectCut %s', async (bisectCut, firstHalf) => {
    const local = localMapping({
      settings: { BisectBatchOnFunctionError: true },
      choices: { bisectCut },
      handler: numbers => (numbers.length === 5 ? thrown() : undefined),
    })
    local.source.put('shard-1', ...recordsTo(5))

    await local.drain()

    expect(local.invocations[1]).toEqual(firstHalf)
  })

  it('bisectOrder alternate lets the second half go while the first waits', async () => {
    const local = localMapping({
      settings: { BisectBatchOnFunctionError: true, MaximumRetryAttempts: 5 },
      choices: { bisectOrder: 'alternate' },
      handler: (numbers, count) => (numbers.includes(1) && count < 4 ? thrown() : undefined),
    })
    local.source.put('shard-1', ...recordsTo(2))

    await local.drain()

    expect(local.invocations).toEqual([[1, 2], [1], [2], [1]])
  })

  it.each([
    ['fresh', 3],
    ['inherited', 2],
  ] as const)('bisectRetries %s', async (bisectRetries, tries) => {
    const local = localMapping({
      settings: { BisectBatchOnFunctionError: true, MaximumRetryAttempts: 2 },
      choices: { bisectRetries },
      // One report fails the whole at its first record, which counts; a throw then halves it.
      handler: (numbers, count) => (count === 1 ? reported(1) : numbers.includes(1) ? thrown() : undefined),
    })
    local.source.put('shard-1', ...recordsTo(2))

    await local.drain()

    expect(local.invocations.filter(([first, second]) => first === 1 && second === undefined)).toHaveLength(
      tries,
    )
  })

  it.each([
    ['alone', [[1, 2, 3], [3], [4, 5]]],
    [
      'refilled',
      [
        [1, 2, 3],
        [3, 4, 5],
      ],
    ],
  ] as const)('partialRemainder %s', async (partialRemainder, expected) => {
    const local = localMapping({
      settings: { BatchSize: 3 },
      choices: { partialRemainder },
      handler: (_, count) => (count === 1 ? reported(3) : undefined),
    })
    local.source.put('shard-1', ...recordsTo(5))

    await local.drain()

    expect(local.invocations).toEqual(expected)
  })

  it.each([
    ['whole-failure', [[1, 2], [2], [2]]],
    ['ignored', [[1, 2], [2]]],
  ] as const)('staleIdentifier %s', async (staleIdentifier, expected) => {
    const local = localMapping({
      choices: { staleIdentifier },
      handler: (_, count) => (count === 1 ? reported(2) : count === 2 ? reported(1) : undefined),
    })
    local.source.put('shard-1', ...recordsTo(2))

    await local.drain()

    expect(local.invocations).toEqual(expected)
  })

  it.each([
    ['encoded-event', [15, 1]],
    ['record-sizes', [16]],
  ] as const)('payloadMeasure %s', async (payloadMeasure, sizes) => {
    const local = localMapping({ choices: { payloadMeasure } })
    const large = Array.from({ length: 16 }, (_, index) =>
      recordOf({ seq: index + 1, kind: 'INSERT', after: { text: 'x'.repeat(400_000) } }),
    )
    local.source.put('shard-1', ...large)

    await local.drain()

    expect(local.invocations.map(({ length }) => length)).toEqual(sizes)
  })
})
