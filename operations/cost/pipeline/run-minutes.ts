import type { StreamRecord } from '../../../core/record/stream-record.ts'
import { partyByClock } from '../../../core/lease/lease-party.ts'
import { EventSourceMapping } from '../../../engine/event-source-mapping.ts'
import type { FunctionTarget } from '../../../engine/ports/function-target.ts'
import { memoryCheckpointStore } from '../../../engine/ports/memory-checkpoint-store.ts'
import { simulatedClock } from '../../../engine/simulated-clock.ts'
import { scriptedSource } from '../../../engine/sources/scripted-source.ts'

/** How a mapping is set, and how long its function takes. */
export interface MappingSketch {
  readonly batchSize: number
  readonly windowSeconds: number
  readonly shards: number
  /** Of an invocation, whatever is in it. */
  readonly invocationMs: number
  /** And for each change. */
  readonly changeMs: number
}

/** What a run of the mapping needed. */
export interface MappingRun {
  readonly changes: number
  readonly invocations: number
  readonly durationMs: number
}

const streamArn = 'arn:aws:dynamodb:us-east-1:123456789012:table/cost/stream/2026-01-01T00:00:00.000'
const startMs = 1_767_225_600_000

const changeAt = (number: number, atMs: number): StreamRecord => ({
  eventID: String(number),
  eventName: 'INSERT',
  eventVersion: '1.1',
  eventSource: 'aws:dynamodb',
  awsRegion: 'us-east-1',
  eventSourceARN: streamArn,
  dynamodb: {
    ApproximateCreationDateTime: Math.floor(atMs / 1000),
    Keys: { pk: { S: String(number) } },
    SequenceNumber: String(number + 1).padStart(21, '0'),
    StreamViewType: 'KEYS_ONLY',
  },
})

/**
 * Lets the engine process changes that come evenly over some minutes, on a simulated clock, and counts what it took.
 * How many batches there are follows from batch size, window, shards and how long the function is busy, as on Lambda.
 */
export const runMinutes = async (
  changesPerMinute: readonly number[],
  { batchSize, windowSeconds, shards, invocationMs, changeMs }: MappingSketch,
): Promise<MappingRun> => {
  const clock = simulatedClock(startMs)
  const source = scriptedSource(streamArn, { viewType: 'KEYS_ONLY' })
  for (let shard = 0; shard < shards; shard += 1) source.addShard(`shard-${shard}`)
  const count = { changes: 0, invocations: 0, durationMs: 0 }
  const target: FunctionTarget = {
    functionName: 'cost',
    invoke: async ({ Records }) => {
      const tookMs = invocationMs + changeMs * Records.length
      count.invocations += 1
      count.changes += Records.length
      count.durationMs += tookMs
      await clock.wait(tookMs)
      return { type: 'returned', value: undefined }
    },
  }
  let ids = 0
  const mapping = new EventSourceMapping({
    ...{
      id: 'cost',
      functionArn: 'arn:aws:lambda:us-east-1:123456789012:function:cost',
      source,
      target,
      clock,
    },
    settings: {
      StartingPosition: 'TRIM_HORIZON',
      BatchSize: batchSize,
      MaximumBatchingWindowInSeconds: windowSeconds,
    },
    checkpoints: memoryCheckpointStore(),
    party: partyByClock('cost', 'another run'),
    random: () => 0.5,
    newId: () => `request-${(ids += 1)}`,
    emit: () => undefined,
  })
  await clock.until(mapping.start())
  let number = 0
  for (const changes of changesPerMinute) {
    const perSecond = changes / 60
    for (let second = 1; second <= 60; second += 1) {
      const upTo = Math.round(perSecond * second) - Math.round(perSecond * (second - 1))
      for (let each = 0; each < upTo; each += 1, number += 1)
        source.put(`shard-${number % shards}`, changeAt(number, clock.now()))
      await clock.pass(1_000)
    }
  }
  await clock.until(mapping.whenCaughtUp())
  await clock.until(mapping.stop())
  return count
}
