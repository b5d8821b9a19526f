import type { DeliveryOutcome } from '../../core/dispatch/report.ts'
import type { Kind } from '../../core/record/stream-record.ts'

/** A record as lists show it; its images are asked for by `id`, and may not be kept any more. */
export interface RecordRow {
  /** Of this run. 0 stands for a record that is not remembered at all. */
  readonly id: number
  readonly kind: Kind | '?'
  /** Canonical key of the item, cut where it is long. */
  readonly key: string
  /** Names of top-level attributes that differ between the images, the first ones, cut where they are long. */
  readonly changed: readonly string[]
  readonly changedCount: number
  readonly sequenceNumber: string
  readonly table: string
  /** Epoch milliseconds, of a whole second: the stream says no more. */
  readonly createdMs: number | undefined
  /** Of the record in memory, about. */
  readonly bytes: number
}

/** What one processor did with a record. */
export interface WireOutcome {
  readonly processor: string
  readonly outcome: DeliveryOutcome
  readonly ran: boolean
  readonly attempt: number
  readonly code?: string
  readonly message?: string
  readonly remedy?: string
}

/** What stands in every event of a mapping. */
export interface WirePlace {
  readonly atMs: number
  readonly mapping: string
  readonly functionName: string
}

/** Where in a batch something happened; see `BatchFormed` of the engine. */
export interface WireBatchPlace extends WirePlace {
  readonly shardId: string
  readonly batchId: string
}

/** Anything else that happened, in one line. */
export interface WireNote {
  readonly event: 'Note'
  readonly name: string
  readonly atMs: number
  readonly text: string
}

/** An event as the page gets it: records by their ids, texts cut to what a row can show. */
export type WireEvent =
  | (WirePlace & { readonly event: 'RecordSeen'; readonly shardId: string; readonly record: RecordRow })
  | (WirePlace & { readonly event: 'FilterDecided'; readonly record: number; readonly admitted: boolean })
  | (WireBatchPlace & {
      readonly event: 'BatchFormed'
      readonly lane: number
      readonly records: readonly number[]
      readonly closedBy: string
    })
  | (WireBatchPlace & {
      readonly event: 'InvokeStarted'
      readonly part: string
      readonly requestId: string
      readonly records: readonly number[]
      readonly attempt: number
      readonly iteratorAgeMs: number | undefined
    })
  | (WireBatchPlace & {
      readonly event: 'InvokeEnded'
      readonly part: string
      readonly requestId: string
      readonly result: 'success' | 'partial' | 'failure' | 'not-invoked'
      readonly message?: string
      readonly answered: readonly (readonly [record: number, became: string])[]
      readonly iteratorAgeMs: number | undefined
    })
  | (WireBatchPlace & {
      readonly event: 'Bisected'
      readonly part: string
      readonly sizes: readonly [number, number]
    })
  | (WirePlace & {
      readonly event: 'Discarded'
      readonly shardId: string
      readonly records: readonly number[]
      readonly condition: string
    })
  | (WirePlace & {
      readonly event: 'EffectWritten'
      readonly record: number
      readonly outcomes: readonly WireOutcome[]
    })
  | (WirePlace & { readonly event: 'Answered'; readonly record: number; readonly became: string })
  | (WirePlace & {
      readonly event: 'ShardOpened'
      readonly shardId: string
      readonly parentShardId: string | undefined
    })
  | (WirePlace & { readonly event: 'ShardClosed'; readonly shardId: string })
  | (WirePlace & {
      readonly event: 'Checkpointed'
      readonly shardId: string
      readonly sequenceNumber: string
    })
  | { readonly event: 'Paused' | 'Resumed'; readonly atMs: number }
  | WireNote

/** A batch of events as the stream of events carries it: received and dropped make up what was sent. */
export interface WireBatch {
  readonly events: readonly WireEvent[]
  /** Events for this reader so far, these included. */
  readonly sent: number
  /** Of those, how many were left out because the reader was too slow. */
  readonly dropped: number
}
