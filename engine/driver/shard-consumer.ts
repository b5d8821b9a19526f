import type { StreamRecord } from '../../core/record/stream-record.ts'
import { formBatch } from '../machine/form-batch.ts'
import type { Discard, Lane, Work } from '../machine/lane.ts'
import { emptyLane, isIdle, nextWakeMs } from '../machine/lane.ts'
import { start } from '../machine/start.ts'
import { writeDiscard } from './discard.ts'
import { hasRoom, takeIn } from './intake.ts'
import { invoke } from './invocation.ts'
import type { Beginning } from './latest.ts'
import type { Mapping } from './mapping.ts'
import { newProgress } from './progress.ts'
import { shardCheckpoint } from './shard-checkpoint.ts'
import { shardReader } from './shard-reader.ts'
import { newWake } from './wake.ts'

/** Works through one shard, from its position to its end. */
export interface ShardConsumer {
  readonly shardId: string
  /** Resolves when the shard is through, or after `stop`, when nothing is under way any more. */
  readonly run: () => Promise<void>
  readonly stop: () => void
  /** The shard is read to its end, all of it is finished, and that is saved. */
  readonly isThrough: () => boolean
  /** Asks for a look at the stream from now on; see `hasCaughtUp`. */
  readonly look: (round: number) => void
  /** A read that began after the look was asked for found no more, and all before it is finished. */
  readonly hasCaughtUp: (round: number) => boolean
  /** The source says that there is no such shard. */
  readonly isLost: () => boolean
  /** What was not read of a lost shard is told as a gap; what was read is brought to its end. */
  readonly giveUp: () => void
}

/** A loop over timers must not wait longer than they can count. */
const longestSleepMs = 60_000

/**
 * Reads one shard and gives its batches to the function, so many at a time as there are lanes. All that happens to
 * a batch is decided by the pure functions in `engine/machine`; this is their driver.
 */
export const shardConsumer = (mapping: Mapping, shardId: string, begin: Beginning): ShardConsumer => {
  const { settings, clock, choices, source } = mapping
  const lanes = Array.from({ length: settings.ParallelizationFactor }, () => emptyLane)
  const reader = shardReader(mapping, shardId, begin)
  const progress = newProgress(reader.after())
  const checkpoint = shardCheckpoint(mapping, shardId, reader.after())
  const wake = newWake()
  const running = new Set<Promise<void>>()
  let isEnd = false
  let isStopped = false
  let isEndSaved = false
  let isLost = false
  let round = 0
  let emptyRound = 0

  const laneAt = (index: number): Lane => lanes[index] ?? emptyLane
  const rulesNow = () => ({ settings, choices, nowMs: clock.now() })
  const isAllDone = (): boolean => lanes.every(isIdle) && progress.isClear()
  const isThrough = (): boolean => isEndSaved
  const isReadThrough = (): boolean => isEnd && isAllDone()

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

  const advance = async (index: number): Promise<void> => {
    const formed = formBatch(laneAt(index), rulesNow(), isEnd)
    if (formed) {
      lanes[index] = formed.lane
      const size = formed.lane.work[0]?.records.length ?? 0
      mapping.tell({ event: 'BatchFormed', shardId, lane: index, size, closedBy: formed.closedBy })
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

  const save = async (): Promise<void> => {
    const isThrough = isReadThrough()
    await checkpoint.save(progress.checkpoint(), isThrough)
    isEndSaved = isThrough
  }

  const sleepMs = (): number => {
    const wakes = lanes.flatMap(lane => nextWakeMs(lane, { settings, choices }) ?? [])
    const untilWake = Math.min(...wakes, Infinity) - clock.now()
    const untilRead = isEnd && !isReadThrough() ? Infinity : choices.pollIntervalMs
    return Math.max(0, Math.min(untilWake, untilRead, longestSleepMs))
  }

  const readSome = async (): Promise<boolean> => {
    if (isEnd || !hasRoom(mapping, lanes)) return false
    const asked = round
    const { records, isEnd: isLast, isEmpty, problem } = await reader.read()
    progress.read(records)
    progress.finish(takeIn(mapping, shardId, lanes, records))
    // Given up while the read was under way, the shard stays at its end.
    if (isLast) isEnd = true
    isLost = problem === 'not-found'
    if (isEmpty) emptyRound = asked
    return problem === undefined && !isEmpty
  }

  return {
    shardId,
    isThrough,
    isLost: () => isLost && !isEnd,
    giveUp: () => {
      mapping.tell({ event: 'Gap', shardId, after: reader.after() })
      isEnd = true
      wake.now()
    },
    look: next => {
      round = next
      wake.now()
    },
    hasCaughtUp: asked => (isEnd || emptyRound >= asked) && isAllDone(),
    stop: () => {
      isStopped = true
      wake.now()
    },
    run: async () => {
      while (!isStopped && !isThrough()) {
        const hasMore = await readSome()
        for (const index of lanes.keys()) await advance(index)
        await save()
        if (!hasMore && !isThrough()) await wake.sleep(clock, sleepMs())
      }
      await Promise.all(running)
      await save()
    },
  }
}
