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

/** Remembers, per mapping and shard, how far it came. A save is there whole or not at all. */
export interface CheckpointStore {
  readonly load: (mappingId: string) => Promise<ReadonlyMap<string, Checkpoint>>
  readonly save: (mappingId: string, shardId: string, checkpoint: Checkpoint) => Promise<void>
}
