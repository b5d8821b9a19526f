import { matchesPattern } from '../../core/pattern/matches-pattern.ts'
import { itemKey } from '../../core/record/item-key.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import type { Admitted, Discard, Work } from '../machine/lane.ts'
import { admit, emptyLane, end, formBatch, isIdle, nextWakeMs, start } from '../machine/lane.ts'
import { emptyPrefix, noteFinished, noteRead } from '../machine/prefix.ts'
import type { ShardPosition } from '../ports/stream-source.ts'
import { writeDiscard } from './discard.ts'
import type { Mapping } from './mapping.ts'
import { shardReader } from './shard-reader.ts'
import { newWake } from './wake.ts'

/** Works through one shard, from its position to its end. */
export interface ShardConsumer {
  readonly shardId: string
  /** Resolves when the shard is through, or after `stop`, when nothing is under way any more. */
  readonly run: () => Promise<void>
  readonly stop: () => void
  /** The shard is read to its end and all of it is finished. */
  readonly isThrough: () => boolean
  /** Asks for a look at the stream from now on; see `hasCaughtUp`. */
  readonly look: (round: number) => void
  /** A read that began after the look was asked for found no more, and all before it is finished. */
  readonly hasCaughtUp: (round: number) => boolean
}

/** So many records wait in memory at most; reading pauses above. */
const maxBuffered = 20_000

const numbersOf = (records: readonly StreamRecord[]): readonly string[] =>
  records.map(record => record.dynamodb?.SequenceNumber ?? '')

/** An item's lane only has to be the same each time: FNV-1a over its key. */
const laneNumber = (record: StreamRecord, lanes: number): number => {
  if (lanes === 1) return 0
  const key = itemKey(record.dynamodb?.Keys ?? {})
  let hash = 0x811c9dc5
  for (let index = 0; index < key.length; index += 1)
    hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193)
  return (hash >>> 0) % lanes
}

const isWanted = ({ patterns }: Mapping, record: StreamRecord): boolean =>
  patterns.length === 0 || patterns.some(pattern => matchesPattern(pattern, record))

const admitted = (record: StreamRecord): Admitted => ({
  record,
  bytes: Buffer.byteLength(JSON.stringify(record)),
})

/**
 * Reads one shard and gives its batches to the function, so many at a time as there are lanes. All that happens to
 * a batch is decided by the pure functions in `engine/machine`; this is their driver.
 */
export const shardConsumer = (mapping: Mapping, shardId: string, begin: ShardPosition): ShardConsumer => {
  const { settings, clock, choices } = mapping
  const lanes = Array.from({ length: settings.ParallelizationFactor }, () => emptyLane)
  const read = shardReader(mapping, shardId, begin)
  const wake = newWake()
  let prefix = emptyPrefix(begin.type === 'AFTER_SEQUENCE_NUMBER' ? begin.sequenceNumber : undefined)
  let saved = prefix.checkpoint
  let isEnd = false
  let isStopped = false
  let round = 0
  let emptyRound = 0

  const laneAt = (index: number): typeof emptyLane => lanes[index] ?? emptyLane
  const isAllIdle = (): boolean => lanes.every(isIdle)
  const finish = (records: readonly StreamRecord[]): void => {
    prefix = noteFinished(prefix, numbersOf(records))
  }

  const take = (records: readonly StreamRecord[]): void => {
    prefix = noteRead(prefix, numbersOf(records))
    const unwanted: StreamRecord[] = []
    const wanted = Map.groupBy(
      records.filter(record => {
        const isIn = isWanted(mapping, record)
        mapping.tell({ event: 'RecordSeen', shardId, record })
        mapping.tell({ event: 'FilterDecided', shardId, record, admitted: isIn })
        if (!isIn) unwanted.push(record)
        return isIn
      }),
      record => laneNumber(record, lanes.length),
    )
    finish(unwanted)
    for (const [index, each] of wanted) lanes[index] = admit(laneAt(index), each.map(admitted), clock.now())
  }

  const discard = async (discarded: Discard, requestId: string): Promise<void> => {
    await writeDiscard(mapping, shardId, discarded, requestId)
    finish(discarded.records)
  }

  const invoke = async (index: number, work: Work): Promise<void> => {
    const requestId = mapping.newId()
    const place = { shardId, lane: index, requestId }
    const { records, failed, isRedelivery } = work
    mapping.tell({
      event: 'InvokeStarted',
      ...place,
      size: records.length,
      attempt: failed + 1,
      isRedelivery,
    })
    const result = await mapping.target.invoke({ Records: records }, requestId)
    const ended = end(laneAt(index), result, {
      settings,
      choices,
      nowMs: clock.now(),
      random: mapping.random(),
    })
    const message = ended.message
    mapping.tell({
      event: 'InvokeEnded',
      ...place,
      result: ended.result,
      ...(message !== undefined && { message }),
    })
    if (ended.bisected) mapping.tell({ event: 'Bisected', shardId, lane: index, sizes: ended.bisected })
    // The checkpoint passes a discarded batch only after its document is written.
    if (ended.discard) await writeDiscard(mapping, shardId, ended.discard, requestId)
    lanes[index] = { ...ended.lane, buffer: laneAt(index).buffer, bufferedAtMs: laneAt(index).bufferedAtMs }
    finish(ended.finished)
    wake.now()
  }

  const running = new Set<Promise<void>>()
  const advance = async (index: number): Promise<void> => {
    const formed = formBatch(laneAt(index), settings, clock.now(), isEnd)
    if (formed) {
      lanes[index] = formed.lane
      const size = formed.lane.work[0]?.records.length ?? 0
      mapping.tell({ event: 'BatchFormed', shardId, lane: index, size, closedBy: formed.closedBy })
    }
    const started = start(laneAt(index), settings, clock.now())
    lanes[index] = started.lane
    if (started.discard) await discard(started.discard, mapping.newId())
    if (started.invoke) {
      const invocation = invoke(index, started.invoke).finally(() => running.delete(invocation))
      running.add(invocation)
    }
  }

  const isThrough = (): boolean => isEnd && isAllIdle() && prefix.pending.length === 0

  /** A checkpoint that cannot be saved is tried again after the next step; until then a kill repeats more. */
  const save = async (): Promise<void> => {
    const { checkpoint } = prefix
    if (checkpoint === saved && !isThrough()) return
    try {
      if (isThrough()) await mapping.checkpoints.save(mapping.id, shardId, { type: 'shard-end' })
      else if (checkpoint !== undefined)
        await mapping.checkpoints.save(mapping.id, shardId, { type: 'after', sequenceNumber: checkpoint })
      if (checkpoint !== undefined && checkpoint !== saved)
        mapping.tell({ event: 'Checkpointed', shardId, sequenceNumber: checkpoint })
      saved = checkpoint
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      mapping.tell({ event: 'CheckpointFailed', shardId, message })
    }
  }

  const sleepMs = (): number => {
    const wakes = lanes.flatMap(lane => nextWakeMs(lane, settings) ?? [])
    const untilWake = Math.min(...wakes, Infinity) - clock.now()
    return Math.max(0, Math.min(untilWake, isEnd ? Infinity : choices.pollIntervalMs, 60_000))
  }

  const readSome = async (): Promise<boolean> => {
    if (isEnd || prefix.pending.length >= maxBuffered) return false
    const asked = round
    const turn = await read()
    take(turn.records)
    isEnd = turn.isEnd
    if (turn.isAnswer && turn.records.length === 0) emptyRound = asked
    return turn.records.length > 0
  }

  return {
    shardId,
    isThrough,
    look: next => {
      round = next
      wake.now()
    },
    hasCaughtUp: asked => (isEnd || emptyRound >= asked) && isAllIdle() && prefix.pending.length === 0,
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
