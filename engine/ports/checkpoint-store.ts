/** How far a shard is done with: every record up to the number is finished, or the shard is through. */
export type Checkpoint =
  { readonly type: 'after'; readonly sequenceNumber: string } | { readonly type: 'shard-end' }

/** Remembers, per mapping and shard, how far it came. A save is there whole or not at all. */
export interface CheckpointStore {
  readonly load: (mappingId: string) => Promise<ReadonlyMap<string, Checkpoint>>
  readonly save: (mappingId: string, shardId: string, checkpoint: Checkpoint) => Promise<void>
}
