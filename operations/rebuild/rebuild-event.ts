import type { VerifyEvent } from '../verify/verify-event.ts'

/** Where a run has come to. */
export type RebuildStep =
  /** Nothing is done yet but a name chosen. */
  | 'chosen'
  /** The new index is there. */
  | 'made'
  /** The mark names it. */
  | 'announced'
  /** Every process writes to both. */
  | 'settled'
  /** Every item was read. */
  | 'filled'
  /** It is as the table is. */
  | 'compared'
  /** The alias points to it. */
  | 'switched'
  | 'done'

/** What a rebuild tells while it runs. */
export type RebuildEvent =
  | VerifyEvent
  | {
      readonly event: 'RebuildStep'
      readonly step: RebuildStep
      readonly index: string
      readonly alias: string
      /** Epoch milliseconds until which it waits, where it does. */
      readonly untilMs?: number
      /** The index that is kept until it is dropped. */
      readonly kept?: string
    }
  | { readonly event: 'Filling'; readonly done: number; readonly total: number; readonly atMs: number }
  /** The project's own functions, or the engine, say no to one item's document. */
  | { readonly event: 'Unfilled'; readonly processor: string; readonly key: string; readonly reason: string }
  /** A page is read and written again. */
  | { readonly event: 'FillRetried'; readonly reason: string; readonly afterMs: number }
  | { readonly event: 'LatenessUnknown' }
  | {
      readonly event: 'RebuildPlan'
      readonly alias: string
      readonly live: readonly string[]
      readonly index: string
      readonly isIndex: boolean
      /** Another run's, which has to end before. */
      readonly filling?: string
      /** As somebody counted. */
      readonly items: number
      readonly lateMs?: number
    }
  /** How far the run is lies in this file from now on, however it ends. */
  | { readonly event: 'KeptIn'; readonly file: string }
  | { readonly event: 'IndexDropped'; readonly index: string; readonly isDryRun: boolean }
  | { readonly event: 'NothingToDrop'; readonly alias: string }
  | {
      readonly event: 'FillingGivenUp'
      readonly alias: string
      readonly index: string
      readonly isDryRun: boolean
      /** Not where the alias points to it already, or where no rebuild has made it. */
      readonly isDropped: boolean
    }

/** How a run ended. */
export interface RebuildSummary {
  readonly alias: string
  readonly index: string
  readonly step: RebuildStep
  readonly items: number
  readonly filled: number
  /** Something that is not older was there already. */
  readonly held: number
  readonly unfilled: number
  /** Documents of no item that were taken away, and those of them that this run had filled in. */
  readonly swept: number
  readonly sweptOfRun: number
  /** Other documents that were brought to what their items are. */
  readonly repaired: number
  readonly readUnits: number
  readonly interrupted: boolean
}
