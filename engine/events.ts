import type { RecordReport } from '../core/dispatch/report.ts'
import type { StreamRecord } from '../core/record/stream-record.ts'
import type { AnsweredRecord } from './machine/answered.ts'

/** Why a batch was closed. */
export type ClosedBy = 'size' | 'window' | 'bytes' | 'no-window' | 'tumbling-window' | 'shard-end'

/** What happened, without who and when. */
export type EngineHappening =
  /** A filter uses what AWS may not take. */
  | { readonly event: 'FilterWarning'; readonly message: string }
  /** Records are older by the mapping's clock than a stream can hold. */
  | { readonly event: 'ClockWarning'; readonly message: string }
  | { readonly event: 'ShardOpened'; readonly shardId: string; readonly parentShardId: string | undefined }
  | { readonly event: 'ShardClosed'; readonly shardId: string }
  | { readonly event: 'RecordSeen'; readonly shardId: string; readonly record: StreamRecord }
  | {
      readonly event: 'FilterDecided'
      readonly shardId: string
      readonly record: StreamRecord
      readonly admitted: boolean
    }
  | {
      readonly event: 'BatchFormed'
      readonly shardId: string
      readonly lane: number
      readonly size: number
      readonly closedBy: ClosedBy
      /** Of its own in this shard, in every invocation that it leads to. */
      readonly batchId: string
      /** Of its records, in their order. */
      readonly sequenceNumbers: readonly string[]
    }
  | {
      readonly event: 'InvokeStarted'
      readonly shardId: string
      readonly lane: number
      readonly requestId: string
      readonly batchId: string
      /** Which half of a half of the batch: `''` all of it, `'b'` the second half, `'ba'` the first half of that. */
      readonly part: string
      readonly sequenceNumbers: readonly string[]
      readonly size: number
      readonly attempt: number
      readonly isRedelivery: boolean
      /** Age of the last record when the batch went to the function. */
      readonly iteratorAgeMs: number | undefined
    }
  | {
      readonly event: 'InvokeEnded'
      readonly shardId: string
      readonly lane: number
      readonly requestId: string
      readonly batchId: string
      readonly part: string
      readonly size: number
      readonly result: 'success' | 'partial' | 'failure' | 'not-invoked'
      readonly message?: string
      /** What became of each record, as Lambda takes the answer; whether its effects are there only the function knows. */
      readonly answered: readonly AnsweredRecord[]
      /** Age of the last record when the function was through with the batch: CloudWatch's IteratorAge. */
      readonly iteratorAgeMs: number | undefined
    }
  | {
      readonly event: 'Bisected'
      readonly shardId: string
      readonly lane: number
      readonly batchId: string
      /** What is halved; its halves are this with `a` and with `b` after it. */
      readonly part: string
      readonly sizes: readonly [number, number]
    }
  | {
      readonly event: 'Discarded'
      readonly shardId: string
      readonly records: readonly StreamRecord[]
      readonly condition: string
    }
  | { readonly event: 'DestinationDelivered'; readonly shardId: string; readonly size: number }
  | { readonly event: 'DestinationFailed'; readonly shardId: string; readonly message: string }
  | { readonly event: 'Checkpointed'; readonly shardId: string; readonly sequenceNumber: string }
  /** The mapping stands in an earlier stream of the table only, and so begins this one at TRIM_HORIZON. */
  | { readonly event: 'StreamFollows'; readonly earlierArn: string }
  /** Another process has the mapping now: this one stops, and saves nothing more. */
  | { readonly event: 'LeaseLost'; readonly holder: string }
  | { readonly event: 'CheckpointFailed'; readonly shardId: string; readonly message: string }
  /** The stream was disabled: what is in it stays readable for a day. `successorArn` is the table's stream now. */
  | { readonly event: 'StreamDisabled'; readonly successorArn: string | undefined }
  /** There is no such stream any more. */
  | { readonly event: 'StreamGone'; readonly successorArn: string | undefined }
  /** Records left the stream before they were read. */
  | { readonly event: 'Gap'; readonly shardId: string; readonly after: string | undefined }
  | {
      readonly event: 'SourceFailed'
      readonly shardId: string | undefined
      readonly problem: string
      readonly message: string
    }
  /** What the pipeline in the function did with a record, as its function reported it. */
  | { readonly event: 'EffectWritten'; readonly functionName: string; readonly report: RecordReport }

/** An entry of the one event bus: terminal, page, recordings and tests read nothing else. */
export type EngineEvent = EngineHappening & {
  /** Id of the mapping that it happened in. */
  readonly mapping: string
  /** When, in epoch milliseconds of the mapping's clock. */
  readonly atMs: number
}

/** Receives every event, in order. */
export type Emit = (event: EngineEvent) => void
