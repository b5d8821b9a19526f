import { describe, expect, it } from 'vitest'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import { memoryCheckpointStore } from '../../adapters/memory/memory-checkpoint-store.ts'
import type { FunctionTarget, InvocationEvent, InvokeResult } from '../../engine/ports/function-target.ts'
import { scriptedSource } from '../../engine/sources/scripted-source.ts'
import type { LocalMappingSketch } from '../support/local-mapping.ts'
import { afterKill, localMapping, numberOf } from '../support/local-mapping.ts'
import { recordOf, seqOf, streamArn } from '../support/records.ts'

const midnight = 1_767_225_600

/** A record that was written so many seconds after midnight. */
const writtenAt = (seq: number, second: number, key = `k${seq}`): StreamRecord => {
  const record = recordOf({ seq, key })
  return { ...record, dynamodb: { ...record.dynamodb, ApproximateCreationDateTime: midnight + second } }
}

interface Call {
  readonly numbers: readonly number[]
  readonly start: string
  readonly state: unknown
  readonly isFinal: boolean
}

type Answer = (event: InvocationEvent, count: number) => unknown

/** Counts the records of a window in its state. */
const counting: Answer = ({ state, Records }) => ({ state: { sum: sumIn(state) + Records.length } })

const sumIn = (state: unknown): number => (state as { readonly sum?: number } | undefined)?.sum ?? 0

const windowed = (answer: Answer, sketch: LocalMappingSketch = {}) => {
  const events: InvocationEvent[] = []
  const target: FunctionTarget = {
    functionName: 'windowed',
    invoke: async (event): Promise<InvokeResult> => {
      events.push(event)
      const value = answer(event, events.length)
      const isError = value instanceof Error
      return Promise.resolve(
        isError
          ? { type: 'function-error', errorType: value.name, message: value.message }
          : { type: 'returned', value },
      )
    },
  }
  const local = localMapping({
    ...sketch,
    target,
    settings: { TumblingWindowInSeconds: 60, BatchSize: 2, MaximumRetryAttempts: 1, ...sketch.settings },
  })
  const calls = (): readonly Call[] =>
    events.map(({ Records, window, state, isFinalInvokeForWindow }) => ({
      numbers: Records.map(numberOf),
      start: window?.start.slice(11, 19) ?? '',
      state,
      isFinal: isFinalInvokeForWindow === true,
    }))
  return { ...local, events, calls }
}

const after = async (checkpoints: ReturnType<typeof memoryCheckpointStore>): Promise<unknown> =>
  (await checkpoints.load('mapping-1', streamArn)).get('shard-1')

describe('tumbling windows', () => {
  it('case 86: hand the state on from batch to batch, by the times of the records', async () => {
    const local = windowed(counting)
    local.source.put('shard-1', ...[0, 10, 50, 70].map((second, index) => writtenAt(index + 1, second)))

    await local.drain()

    expect(local.calls()).toEqual([
      { numbers: [1, 2], start: '00:00:00', state: {}, isFinal: false },
      { numbers: [3], start: '00:00:00', state: { sum: 2 }, isFinal: false },
      { numbers: [], start: '00:00:00', state: { sum: 3 }, isFinal: true },
      { numbers: [4], start: '00:01:00', state: {}, isFinal: false },
      { numbers: [], start: '00:01:00', state: { sum: 1 }, isFinal: true },
    ])
    const { Records, ...first } = local.events[0] ?? { Records: [] }
    expect(first).toEqual({
      window: { start: '2026-01-01T00:00:00Z', end: '2026-01-01T00:01:00Z' },
      state: {},
      shardId: 'shard-1',
      eventSourceARN: streamArn,
      isFinalInvokeForWindow: false,
      isWindowTerminatedEarly: false,
    })
  })

  it('case 87: take a response without state for a failure', async () => {
    const local = windowed((event, count) =>
      count === 1 ? { batchItemFailures: [] } : counting(event, count),
    )
    local.source.put('shard-1', writtenAt(1, 0))

    await local.drain()

    expect(local.calls().map(({ numbers }) => numbers)).toEqual([[1], [1], []])
    expect(local.events).toHaveLength(3)
  })

  it('case 88: end before their time when the state outgrows a megabyte', async () => {
    const state = 'x'.repeat(1024 * 1024 + 1)
    const local = windowed(({ Records }, count) => ({ state: count === 1 ? state : Records.length }))
    local.source.put('shard-1', ...[0, 1, 2].map((second, index) => writtenAt(index + 1, second)))

    await local.drain()

    expect(local.calls()).toEqual([
      { numbers: [1, 2], start: '00:00:00', state: {}, isFinal: false },
      { numbers: [], start: '00:00:00', state, isFinal: true },
      { numbers: [3], start: '00:00:00', state: {}, isFinal: false },
      { numbers: [], start: '00:00:00', state: 1, isFinal: true },
    ])
    expect(local.events.map(({ isWindowTerminatedEarly }) => isWindowTerminatedEarly)).toEqual([
      false,
      true,
      false,
      false,
    ])
  })

  it('case 89: close with their shard, and children begin with fresh state', async () => {
    const source = scriptedSource(streamArn)
    source.addShard('shard-1')
    const local = windowed(counting, { source })
    source.put('shard-1', writtenAt(1, 0))
    source.split('shard-1', 'child')
    source.put('child', writtenAt(2, 5))

    await local.drain()

    expect(
      local.events.map(({ shardId, state, Records }) => [shardId, sumIn(state), Records.length]),
    ).toEqual([
      ['shard-1', 0, 1],
      ['shard-1', 1, 0],
      ['child', 0, 1],
      ['child', 1, 0],
    ])
  })

  it('wait two minutes after their end for a record that may still come', async () => {
    const local = windowed(counting)
    local.source.put('shard-1', writtenAt(1, 0))
    await local.mapping.start()

    await local.clock.pass(179_000)
    const early = local.calls().length
    await local.clock.pass(2_000)

    expect([early, local.calls().length]).toEqual([1, 2])
  })

  it('tell of all their records when the last invocation is given up, and go on', async () => {
    const local = windowed((event, count) =>
      event.isFinalInvokeForWindow && event.window?.start.endsWith('00:00:00Z')
        ? new RangeError('no')
        : counting(event, count),
    )
    local.source.put('shard-1', ...[0, 10, 70].map((second, index) => writtenAt(index + 1, second)))

    await local.drain()

    expect(local.onFailure.documents()).toMatchObject([
      { DDBStreamBatchInfo: { startSequenceNumber: seqOf(1), endSequenceNumber: seqOf(2), batchSize: 2 } },
    ])
    expect(local.calls().at(-1)).toEqual({ numbers: [], start: '00:01:00', state: { sum: 1 }, isFinal: true })
  })

  it('keep the checkpoint before an open window, so that a kill begins it anew', async () => {
    const checkpoints = memoryCheckpointStore()
    const source = scriptedSource(streamArn)
    source.addShard('shard-1')
    const killed = windowed(counting, { checkpoints, source })
    source.put('shard-1', ...[0, 70, 80].map((second, index) => writtenAt(index + 1, second)))
    await killed.mapping.start()
    await killed.clock.pass(5_000)
    const saved = await after(checkpoints)

    const next = windowed(counting, { checkpoints: afterKill(checkpoints), source })
    await next.drain()

    expect(saved).toEqual({ type: 'after', sequenceNumber: seqOf(1) })
    expect(next.calls()).toEqual([
      { numbers: [2, 3], start: '00:01:00', state: {}, isFinal: false },
      { numbers: [], start: '00:01:00', state: { sum: 2 }, isFinal: true },
    ])
  })

  it('take the state of a partial response over for what is done', async () => {
    const local = windowed((event, count) =>
      count === 1
        ? { state: { sum: 1 }, batchItemFailures: [{ itemIdentifier: seqOf(2) }] }
        : counting(event, count),
    )
    local.source.put('shard-1', ...[0, 10].map((second, index) => writtenAt(index + 1, second)))

    await local.drain()

    expect(local.calls().map(({ numbers, state }) => [numbers, sumIn(state)])).toEqual([
      [[1, 2], 0],
      [[2], 1],
      [[], 2],
    ])
  })

  it('are kept per lane with a ParallelizationFactor', async () => {
    const local = windowed(counting, {
      settings: { ParallelizationFactor: 2 },
      choices: { laneOf: key => (key === 'a' ? 0 : 1) },
    })
    local.source.put('shard-1', ...['a', 'b', 'b'].map((key, index) => writtenAt(index + 1, index, key)))

    await local.drain()

    const finals = local.calls().filter(({ isFinal }) => isFinal)
    expect(finals.map(({ state }) => sumIn(state)).toSorted()).toEqual([1, 2])
  })
})
