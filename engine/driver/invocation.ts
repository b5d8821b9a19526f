import { reasonOf } from '../../core/errors/thrown.ts'
import { creationTimeMs } from '../../core/record/creation-time.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import type { SettledInvocation } from '../machine/invocation-outcome.ts'
import { sequenceNumbersOf } from '../machine/sequence-numbers.ts'
import { settleInvocation } from '../machine/settle-invocation.ts'
import type { ShardLane, Work } from '../machine/shard-lane.ts'
import { eventWindow } from '../machine/window-place.ts'
import type { InvocationEvent, InvokeResult } from '../ports/function-target.ts'
import type { Mapping } from './mapping.ts'

/** Which lane of which shard an invocation is for. */
export interface InvocationPlace {
  readonly shardId: string
  readonly lane: number
  readonly requestId: string
}

const ageOfLastMs = (records: readonly StreamRecord[], nowMs: number): number | undefined => {
  const createdMs = creationTimeMs(records.at(-1)?.dynamodb?.ApproximateCreationDateTime)
  return createdMs === undefined ? undefined : nowMs - createdMs
}

const invoked = async (
  mapping: Mapping,
  event: InvocationEvent,
  requestId: string,
): Promise<InvokeResult> => {
  try {
    return await mapping.target.invoke(event, requestId)
  } catch (error) {
    // A target does not reject; one that does all the same must not end the shard.
    return { type: 'not-invoked', message: reasonOf(error) }
  }
}

/** Gives work to the function, tells of it, and draws the consequence for the lane as `laneNow` finds it then. */
export const invoke = async (
  mapping: Mapping,
  place: InvocationPlace,
  work: Work,
  laneNow: () => ShardLane,
): Promise<SettledInvocation> => {
  const { settings, choices, clock, source } = mapping
  const { records, failed, isRedelivery, batchId, part } = work
  const size = records.length
  const ageNow = (): number | undefined => ageOfLastMs(records, clock.now())
  const windowPlace = { settings, shardId: place.shardId, streamArn: source.streamArn }
  mapping.tell({
    event: 'InvokeStarted',
    ...place,
    batchId,
    part,
    sequenceNumbers: sequenceNumbersOf(records),
    size,
    attempt: failed + 1,
    isRedelivery,
    iteratorAgeMs: ageNow(),
  })
  const event = { Records: records, ...eventWindow(laneNow(), work, windowPlace) }
  const result = await invoked(mapping, event, place.requestId)
  const rules = { settings, choices, nowMs: clock.now(), random: mapping.random(), place: windowPlace }
  const ended = settleInvocation(laneNow(), result, rules)
  const { message, bisected, answered } = ended
  mapping.tell({
    event: 'InvokeEnded',
    ...place,
    batchId,
    part,
    size,
    result: ended.result,
    answered,
    ...(message !== undefined && { message }),
    iteratorAgeMs: ageNow(),
  })
  const { shardId, lane } = place
  if (bisected) mapping.tell({ event: 'Bisected', shardId, lane, batchId, part, sizes: bisected })
  return ended
}
