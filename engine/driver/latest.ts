import { creationTimeMs } from '../../core/record/creation-time.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import type { Checkpoint } from '../ports/checkpoint-store.ts'
import type { ShardPosition } from '../ports/stream-source.ts'
import type { Mapping } from './mapping.ts'

/** Where reading a shard begins. */
export interface Beginning {
  readonly position: ShardPosition
  /** An iterator that stands there already. */
  readonly iterator?: string
  /** Records of before this time are passed over until the first that is not. */
  readonly notBeforeMs?: number
}

/** A shard is looked through for its newest record up to so many pages: all of a local one, little of a large one. */
const maxPages = 10

/**
 * Creation times are whole seconds, whole minutes in DynamoDB Local, and clocks differ: what is this much older than
 * the beginning of a mapping is surely old. Anything younger is delivered rather than lost.
 */
const toleranceMs = 60_000

const newestNumber = async ({ source }: Mapping, shardId: string): Promise<string | undefined> => {
  let newest: string | undefined
  let iterator: string | undefined = await source.iterator(shardId, { type: 'TRIM_HORIZON' })
  for (let page = 0; page < maxPages && iterator !== undefined; page += 1) {
    const { records, nextIterator } = await source.read(iterator)
    if (records.length === 0) return newest
    newest = records.at(-1)?.dynamodb?.SequenceNumber ?? newest
    iterator = nextIterator
  }
  return newest
}

/** Takes up the position LATEST in a shard, in a form that outlives the process. Rejects when a call fails. */
export const takeLatest = async (
  mapping: Mapping,
  shardId: string,
): Promise<{ readonly checkpoint: Checkpoint; readonly beginning: Beginning }> => {
  const atMs = mapping.clock.now()
  const sequenceNumber = await newestNumber(mapping, shardId)
  const iterator = await mapping.source.iterator(shardId, { type: 'LATEST' })
  const checkpoint = { type: 'latest', atMs, sequenceNumber } as const
  return { checkpoint, beginning: { ...beginningAt(checkpoint), iterator } }
}

/** Where a shard goes on that a checkpoint is known of. */
export const beginningAt = (checkpoint: Exclude<Checkpoint, { type: 'shard-end' }>): Beginning => {
  const { sequenceNumber } = checkpoint
  const position: ShardPosition =
    sequenceNumber === undefined
      ? { type: 'TRIM_HORIZON' }
      : { type: 'AFTER_SEQUENCE_NUMBER', sequenceNumber }
  return checkpoint.type === 'after' ? { position } : { position, notBeforeMs: checkpoint.atMs }
}

/** True for a record that was surely there before the mapping began. */
export const isOld = ({ dynamodb }: StreamRecord, notBeforeMs: number): boolean =>
  (creationTimeMs(dynamodb?.ApproximateCreationDateTime) ?? Infinity) + toleranceMs < notBeforeMs
