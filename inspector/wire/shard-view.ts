/** A shard as a mapping reads it. */
export interface ShardView {
  readonly mapping: string
  readonly functionName: string
  readonly shardId: string
  readonly parentShardId: string | undefined
  isClosed: boolean
  seen: number
  checkpoint: string
  iteratorAgeMs: number | undefined
}
