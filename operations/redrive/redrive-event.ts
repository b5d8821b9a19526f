import type { RecordReport } from '../../core/dispatch/report.ts'
import type { Kind } from '../../core/record/stream-record.ts'
import type { Summary } from '../accounting/summary.ts'

/** One change for one processor. */
export interface ToldDelivery {
  /** Whose change it is. */
  readonly functionName: string
  /** For which it was parked. */
  readonly processor: string
  /** What the change does to the item. */
  readonly eventName: Kind
  /** Canonical key of the item. */
  readonly key: string
  /** Of the record. */
  readonly sequenceNumber: string
}

/** What a redrive tells while it runs. */
export type RedriveEvent =
  | { readonly event: 'Found'; readonly url: string; readonly objects: number; readonly records: number }
  | {
      readonly event: 'LeftUnread'
      readonly object: string
      readonly message: string
      readonly remedy: string
    }
  /** Nothing was parked there yet, or the URL is wrong. */
  | { readonly event: 'NoPlace'; readonly url: string; readonly message: string }
  | (ToldDelivery & { readonly event: 'WouldDeliver'; readonly caveat: string })
  | { readonly event: 'EffectWritten'; readonly functionName: string; readonly report: RecordReport }
  | (ToldDelivery & {
      readonly event: 'Failed'
      readonly code: string
      readonly message: string
      readonly remedy?: string
    })
  /** A strict effect of which nobody can say whether it is there. `resolve`: what was said of it, or would be. */
  | (ToldDelivery & {
      readonly event: 'InDoubt'
      readonly claimedAt?: string
      readonly why: string
      readonly resolve?: 'applied' | 'repeat'
    })
  | { readonly event: 'Redriven' | 'Kept'; readonly object: string }
  /** Another redrive has it in hand: neither it nor what is behind it is touched. */
  | { readonly event: 'InHand'; readonly object: string; readonly holder: string; readonly untilMs: number }
  /** Another redrive has set it aside since it was found: nothing of it is left to do. */
  | { readonly event: 'SettledElsewhere'; readonly object: string }
  | { readonly event: 'Progress'; readonly done: number; readonly total: number; readonly atMs: number }

/** The account of a redrive: of records as in every run, and of the objects they lay in. */
export interface RedriveSummary extends Summary {
  /** Objects that were looked at, without those that another redrive has set aside meanwhile. */
  readonly objects: number
  /** Redriven, all of them, and set aside under `redriven/`. */
  readonly redriven: number
  /** Of which something failed; they lie where they were. */
  readonly objectsFailed: number
  /** Of which other processors still wait for something. */
  readonly objectsLeft: number
  /** Which another redrive has in hand. */
  readonly objectsInHand: number
  /** Deliveries that a dry run would have made. */
  readonly wouldDeliver: number
  /** Strict effects of which nobody can say whether they are there, and of which nothing was said. */
  readonly inDoubt: number
  /** The signal ended it before all was looked at. */
  readonly interrupted: boolean
}
