import type { StreamRecord } from '../../core/record/stream-record.ts'
import { formBatch } from '../machine/form-batch.ts'
import type { Discard, ShardLane, Work } from '../machine/shard-lane.ts'
import { emptyLane, isIdle, nextWakeMs } from '../machine/shard-lane.ts'
import { sequenceNumbersOf } from '../machine/sequence-numbers.ts'
import { start } from '../machine/start.ts'
import { writeDiscard } from './discard.ts'
import { invoke } from './invocation.ts'
import type { Mapping } from './mapping.ts'
import type { ShardProgress } from './shard-progress.ts'
import type { Wake } from './wake.ts'

/** The lanes of a shard: as many batches at a time as the ParallelizationFactor says. */
export interface LaneRunner {
  /** What comes in is put into their buffers. */
  readonly lanes: ShardLane[]
  /** Forms the batches that are due and starts them; at the shard's end, whatever is left is due. */
  readonly advance: (isEnd: () => boolean) => Promise<void>
  readonly isIdle: () => boolean
  /** Epoch milliseconds at which a lane has something to do next, or Infinity. */
  readonly nextWakeMs: () => number
  /** Resolves when nothing is under way any more. */
  readonly whenEnded: () => Promise<void>
}

/**
 * Gives the batches of a shard to the function. All that happens to a batch is decided by the pure functions in
 * `engine/machine`; this is their driver.
 */
export const laneRunner = (
  mapping: Mapping,
  shardId: string,
  progress: ShardProgress,
  wake: Wake,
): LaneRunner => {
  const { settings, clock, choices, source } = mapping
  const lanes = Array.from({ length: settings.ParallelizationFactor }, () => emptyLane)
  const running = new Set<Promise<void>>()
  const beganAtMs = clock.now()
  let batches = 0

  const laneAt = (index: number): ShardLane => lanes[index] ?? emptyLane
  const rulesNow = () => ({ settings, choices, nowMs: clock.now() })

  const finish = (index: number, records: readonly StreamRecord[], closesWindow = false): void => {
    if (settings.TumblingWindowInSeconds === 0) progress.finish(records)
    else progress.hold(index, records)
    if (closesWindow) progress.release(index)
  }

  /** The checkpoint passes a discarded batch only after its document is written. */
  const tellOf = async (discards: readonly Discard[], requestId: () => string): Promise<void> => {
    for (const discard of discards) await writeDiscard(mapping, shardId, discard, requestId())
  }

  const run = async (index: number, work: Work): Promise<void> => {
    const place = { shardId, lane: index, requestId: mapping.newId() }
    const ended = await invoke(mapping, place, work, () => laneAt(index))
    await tellOf(ended.discards, () => place.requestId)
    // Records came in meanwhile, which the lane that was judged does not know of.
    const { buffer, bufferedAtMs } = laneAt(index)
    lanes[index] = { ...ended.lane, buffer, bufferedAtMs }
    finish(index, ended.finished, ended.closesWindow)
    wake.now()
  }

  const advance = async (index: number, isEnd: boolean): Promise<void> => {
    const formed = formBatch(laneAt(index), rulesNow(), isEnd)
    if (formed) {
      batches += 1
      const batchId = `${beganAtMs}-${index}-${batches}`
      lanes[index] = { ...formed.lane, work: formed.lane.work.map(work => ({ ...work, batchId })) }
      const sequenceNumbers = sequenceNumbersOf(formed.lane.work[0]?.records ?? [])
      mapping.tell({
        ...{ event: 'BatchFormed', shardId, lane: index, batchId, sequenceNumbers },
        size: sequenceNumbers.length,
        closedBy: formed.closedBy,
      })
    }
    const started = start(laneAt(index), rulesNow(), { settings, shardId, streamArn: source.streamArn })
    lanes[index] = started.lane
    await tellOf(started.discards, mapping.newId)
    const discarded = started.discards.flatMap(({ records }) => records)
    finish(index, discarded, started.closesWindow)
    if (discarded.length > 0 && !started.invoke) wake.now()
    if (!started.invoke) return
    const invocation = run(index, started.invoke).finally(() => running.delete(invocation))
    running.add(invocation)
  }

  return {
    lanes,
    advance: async isEnd => {
      for (const index of lanes.keys()) await advance(index, isEnd())
    },
    isIdle: () => lanes.every(isIdle),
    nextWakeMs: () =>
      Math.min(...lanes.flatMap(lane => nextWakeMs(lane, { settings, choices }) ?? []), Infinity),
    whenEnded: async () => {
      await Promise.all(running)
    },
  }
}
