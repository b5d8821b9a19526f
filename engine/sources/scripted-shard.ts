import { compareSequenceNumbers } from '../../core/record/sequence-number.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import type { ShardDescription, ShardPosition } from '../ports/stream-source.ts'
import { SourceError } from '../ports/stream-source.ts'

/** A shard of a scripted stream. */
export interface ScriptedShard {
  readonly description: ShardDescription
  readonly records: StreamRecord[]
  isClosed: boolean
  /** Records before this one have left the stream. */
  trimmed: number
}

/** Index of the first record that a position leads to. */
export const startOf = (shard: ScriptedShard, position: ShardPosition): number => {
  if (position.type !== 'AFTER_SEQUENCE_NUMBER') {
    return position.type === 'LATEST' ? shard.records.length : shard.trimmed
  }
  const after = position.sequenceNumber
  const index = shard.records.findIndex(
    ({ dynamodb }) => compareSequenceNumbers(dynamodb?.SequenceNumber ?? '', after) > 0,
  )
  const start = index < 0 ? shard.records.length : index
  if (start < shard.trimmed) throw new SourceError('trimmed', `${after} has left the stream`)
  return start
}

/** A page of a shard, and the index after it; no index at the end of a closed shard. */
export const readShard = (
  shard: ScriptedShard,
  from: number,
  pageSize: number,
): { readonly records: readonly StreamRecord[]; readonly next: number | undefined } => {
  if (from < shard.trimmed) throw new SourceError('trimmed', 'the records have left the stream')
  const records = shard.records.slice(from, from + pageSize)
  const next = from + records.length
  return { records, next: shard.isClosed && next >= shard.records.length ? undefined : next }
}
