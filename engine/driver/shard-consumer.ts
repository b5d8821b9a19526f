import { hasRoom, takeIn } from './intake.ts'
import { laneRunner } from './lane-runner.ts'
import type { Beginning } from './latest.ts'
import type { Mapping } from './mapping.ts'
import { newShardProgress } from './shard-progress.ts'
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

/** Reads one shard, gives what comes to its lanes, and saves how far it is through. */
export const shardConsumer = (mapping: Mapping, shardId: string, begin: Beginning): ShardConsumer => {
  const { clock, choices } = mapping
  const reader = shardReader(mapping, shardId, begin)
  const progress = newShardProgress(reader.after())
  const checkpoint = shardCheckpoint(mapping, shardId, reader.after())
  const wake = newWake()
  const runner = laneRunner(mapping, shardId, progress, wake)
  let isEnd = false
  let isStopped = false
  let isEndSaved = false
  let isLost = false
  let round = 0
  let emptyRound = 0

  const isAllDone = (): boolean => runner.isIdle() && progress.isClear()
  const isThrough = (): boolean => isEndSaved
  const isReadThrough = (): boolean => isEnd && isAllDone()

  const save = async (): Promise<void> => {
    const isThrough = isReadThrough()
    isEndSaved = (await checkpoint.save(progress.checkpoint(), isThrough)) && isThrough
  }

  const sleepMs = (): number => {
    const untilWake = runner.nextWakeMs() - clock.now()
    const untilRead = isEnd && !isReadThrough() ? Infinity : choices.pollIntervalMs
    return Math.max(0, Math.min(untilWake, untilRead, longestSleepMs))
  }

  const readSome = async (): Promise<boolean> => {
    if (isEnd || !hasRoom(mapping, runner.lanes)) return false
    const asked = round
    const { records, isEnd: isLast, isEmpty, problem } = await reader.read()
    progress.read(records)
    progress.finish(takeIn(mapping, shardId, runner.lanes, records))
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
        await runner.advance(() => isEnd)
        await save()
        if (!hasMore && !isThrough()) await wake.sleep(clock, sleepMs())
      }
      await runner.whenEnded()
      await save()
    },
  }
}
