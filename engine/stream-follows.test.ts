import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { memoryCheckpointStore } from '../adapters/memory/memory-checkpoint-store.ts'
import type { LocalMapping } from '../test/support/local-mapping.ts'
import { localMapping } from '../test/support/local-mapping.ts'
import { recordOf, seqOf } from '../test/support/records.ts'
import type { CheckpointStore } from './ports/checkpoint-store.ts'
import { unnamedStream } from './ports/checkpoint-store.ts'
import { simulatedClock } from './simulated-clock.ts'
import { scriptedSource } from './sources/scripted-source.ts'

const arnOf = (label: string, table = 'things', region = 'eu-central-1'): string =>
  `arn:aws:dynamodb:${region}:123456789012:table/${table}/stream/${label}`

const [older, newer] = ['2026-01-01T10:00:00.000', '2026-01-01T10:00:00.500'].map(label => arnOf(label))

/** A mapping on a stream that has these records from long ago in a shard of the same name as any other. */
const on = (
  arn: string,
  checkpoints: CheckpointStore,
  StartingPosition: 'LATEST' | 'TRIM_HORIZON',
  numbers: readonly number[],
): LocalMapping => {
  const source = scriptedSource(arn)
  source.addShard('shard-1')
  source.put('shard-1', ...numbers.map(seq => recordOf({ seq, arn })))
  // Two minutes after the records: what is younger than a minute could be new.
  const clock = simulatedClock(1_767_225_720_000)
  return localMapping({ source, checkpoints, settings: { StartingPosition }, clock })
}

const through = async (local: LocalMapping): Promise<readonly number[]> => {
  await local.drain()
  await local.clock.until(local.mapping.stop())
  return local.invocations.flat()
}

describe('the stream that a table has instead of an earlier one', () => {
  it('never inherits a position: all of it is delivered, whatever is known of the earlier one', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 9 }),
        fc.uniqueArray(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 }),
        fc.constantFrom('LATEST' as const, 'TRIM_HORIZON' as const),
        fc.constantFrom('after', 'shard-end', 'latest'),
        async (at, numbers, position, type) => {
          const checkpoints = memoryCheckpointStore()
          const sequenceNumber = seqOf(at)
          const saved =
            type === 'after'
              ? ({ type, sequenceNumber } as const)
              : type === 'latest'
                ? ({ type, atMs: 1_767_225_720_000, sequenceNumber } as const)
                : ({ type: 'shard-end' } as const)
          await checkpoints.save('mapping-1', older ?? '', 'shard-1', saved)
          const sorted = numbers.toSorted((a, b) => a - b)

          const local = on(newer ?? '', checkpoints, position, sorted)

          expect(await through(local)).toEqual(sorted)
          expect(local.events).toContainEqual(
            expect.objectContaining({ event: 'StreamFollows', earlierArn: older }),
          )
          expect(await through(on(newer ?? '', checkpoints, position, sorted))).toEqual([])
        },
      ),
      { numRuns: 40 },
    )
  })

  it('is begun at TRIM_HORIZON again after a kill before anything of it was saved', async () => {
    const checkpoints = memoryCheckpointStore()
    await checkpoints.save('mapping-1', older ?? '', 'shard-1', { type: 'shard-end' })
    const never = { ...checkpoints, save: async () => new Promise<never>(() => undefined) }
    const killed = on(newer ?? '', never, 'LATEST', [1, 2])
    await killed.mapping.start()
    await killed.clock.pass(1_000)

    const { marks } = memoryCheckpointStore()

    expect(await through(on(newer ?? '', { ...checkpoints, marks }, 'LATEST', [1, 2]))).toEqual([1, 2])
  })

  it('is begun at TRIM_HORIZON where the positions do not say which stream they are of', async () => {
    const checkpoints = memoryCheckpointStore()
    await checkpoints.save('mapping-1', unnamedStream, 'shard-1', { type: 'after', sequenceNumber: seqOf(2) })

    expect(await through(on(newer ?? '', checkpoints, 'LATEST', [1, 2, 3]))).toEqual([1, 2, 3])
  })
})

describe('a stream that follows none', () => {
  it.each([
    ['of another table', arnOf('2026-01-01T10:00:00.000', 'others')],
    ['of a table whose name begins alike', arnOf('2026-01-01T10:00:00.000', 'things-2')],
    ['of the same table in another region', arnOf('2026-01-01T10:00:00.000', 'things', 'eu-west-1')],
    ['whose ARN has another form', 'stream'],
  ])('is begun at StartingPosition, also beside positions in one %s', async (_, other) => {
    const checkpoints = memoryCheckpointStore()
    await checkpoints.save('mapping-1', other, 'shard-1', { type: 'after', sequenceNumber: seqOf(1) })

    const local = on(newer ?? '', checkpoints, 'LATEST', [1, 2])

    expect(await through(local)).toEqual([])
    expect(local.events.filter(({ event }) => event === 'StreamFollows')).toEqual([])
  })

  it('goes on where it was left, also when the mapping was in another one in between', async () => {
    const checkpoints = memoryCheckpointStore()
    await through(on(older ?? '', checkpoints, 'TRIM_HORIZON', [1, 2]))
    await through(on(newer ?? '', checkpoints, 'TRIM_HORIZON', [1]))

    expect(await through(on(older ?? '', checkpoints, 'TRIM_HORIZON', [1, 2, 3]))).toEqual([3])
  })
})
