import type { StreamRecord, StreamViewType } from '../../core/record/stream-record.ts'

/** A shard as a listing shows it. */
export interface ShardDescription {
  /** Unique in the stream. */
  readonly shardId: string
  /** The shard that has to be read before this one, which may be gone already. */
  readonly parentShardId: string | undefined
}

/** Where reading a shard begins. */
export type ShardPosition =
  | { readonly type: 'TRIM_HORIZON' | 'LATEST' }
  | { readonly type: 'AFTER_SEQUENCE_NUMBER'; readonly sequenceNumber: string }

/** What a read gave: records in Lambda's shape, and where it goes on; no iterator means that the shard has ended. */
export interface ReadResult {
  /** Oldest first; there may be none although more follow. */
  readonly records: readonly StreamRecord[]
  /** For the next read; `undefined` at the end of the shard. */
  readonly nextIterator: string | undefined
}

/** Why a call failed, as far as it makes a difference to who reads. */
export type SourceProblem = 'expired-iterator' | 'trimmed' | 'throttled' | 'not-found' | 'failed'

/** A failed call of a stream source. Only `not-found` on a listing is final; nothing ever means "shard finished". */
export class SourceError extends Error {
  /** What is to be done about it depends on this alone. */
  readonly problem: SourceProblem

  constructor(problem: SourceProblem, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'SourceError'
    this.problem = problem
  }
}

/** What a stream is set to. */
export type StreamStatus = 'ENABLING' | 'ENABLED' | 'DISABLING' | 'DISABLED'

/** One page of a listing. */
export interface ShardPage {
  /** In any order, and perhaps without some that were there before. */
  readonly shards: readonly ShardDescription[]
  /** Where the next page begins, if there is one. */
  readonly cursor: string | undefined
  /** The stream's, where the source tells it. */
  readonly status?: StreamStatus | undefined
  /** What images its records carry, where the source tells it. */
  readonly viewType?: StreamViewType | undefined
}

/** A stream of shards: DynamoDB's own, or a scripted one for tests. All calls reject with {@link SourceError}. */
export interface StreamSource {
  /** In records, checkpoints and events. */
  readonly streamArn: string
  /** A page of the listing: the first, or the one at `cursor`. */
  readonly shards: (cursor: string | undefined) => Promise<ShardPage>
  /** A place in a shard to read from; it expires. */
  readonly iterator: (shardId: string, position: ShardPosition) => Promise<string>
  /** At most 1,000 records or 1 MB. @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_GetRecords.html */
  readonly read: (iterator: string) => Promise<ReadResult>
  /** ARN of the stream that the table has now, when it is another one. */
  readonly successor?: () => Promise<string | undefined>
}
