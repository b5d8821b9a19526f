import type { LeaseMarks } from '../../core/lease/lease-marks.ts'

/** How far a shard is done with. */
export type Checkpoint =
  /** Every record up to the number is finished. */
  | { readonly type: 'after'; readonly sequenceNumber: string }
  /** All of it is finished, or none of it is wanted. */
  | { readonly type: 'shard-end' }
  /**
   * A mapping began here at LATEST and has not finished a record yet. What was written before `atMs` is old;
   * `sequenceNumber` is the newest old record, as far as it could be found.
   */
  | { readonly type: 'latest'; readonly atMs: number; readonly sequenceNumber: string | undefined }

/** Stands for the stream of positions that were saved when none was named with them. */
export const unnamedStream = ''

/**
 * Remembers, per mapping, stream and shard, how far it came: a position says nothing about another stream, even of
 * the same table. A save is there whole or not at all.
 */
export interface CheckpointStore {
  /** ARNs of the streams that the mapping has positions in; an empty text for positions that name none. */
  readonly streams: (mappingId: string) => Promise<readonly string[]>
  /** Positions by shard. */
  readonly load: (mappingId: string, streamArn: string) => Promise<ReadonlyMap<string, Checkpoint>>
  /** Replaces the position of one shard. */
  readonly save: (
    mappingId: string,
    streamArn: string,
    shardId: string,
    checkpoint: Checkpoint,
  ) => Promise<void>
  /** Where processes that work on the mapping leave their marks, so that only one does. */
  readonly marks: (mappingId: string) => LeaseMarks
}
