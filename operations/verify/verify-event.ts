import type { ProblemCounts, StandingDifference } from './report.ts'

/** How a comparison ended. */
export interface VerifySummary extends ProblemCounts {
  /** Items that were read. */
  readonly items: number
  /** Documents that were listed, or looked at without a listing. */
  readonly documents: number
  /** Records that were read. */
  readonly records: number
  /** What changed at each look, so that nobody can say whether it is right. */
  readonly unsettled: number
  /** Items and documents about which the project's own functions say nothing. */
  readonly unjudged: number
  /** Read capacity units that it took. */
  readonly readUnits: number
  /** Differences that were mended. */
  readonly repaired: number
  /** Differences that could not be mended. */
  readonly notRepaired: number
  /** The signal ended it before all was compared. */
  readonly interrupted: boolean
}

/** What a comparison tells while it runs. */
export type VerifyEvent =
  /** Which table is read, where; `pid` where it is that of a running `tailrace dev`. */
  | {
      readonly event: 'Where'
      readonly table: string
      readonly region: string
      readonly account: string
      readonly endpoint?: string
      readonly pid?: number
    }
  /** It did not come to its end, and goes on from this file. */
  | { readonly event: 'CanResume'; readonly file: string }
  | {
      readonly event: 'Comparing'
      readonly functionName: string
      readonly tables: readonly string[]
      readonly processors: readonly string[]
    }
  /** It has nothing that can be compared with what there is. */
  | {
      readonly event: 'NotCompared'
      readonly functionName: string
      readonly processor: string
      readonly reason: string
    }
  | {
      readonly event: 'Progress'
      readonly step: 'documents' | 'items' | 'looks' | 'records'
      readonly done: number
      /** As far as somebody counted. */
      readonly total?: number
      readonly atMs: number
    }
  | ({ readonly event: 'Difference' } & StandingDifference)
  | {
      readonly event: 'Unjudged'
      readonly functionName: string
      readonly processor: string
      readonly key: string
      readonly reason: string
    }
  | {
      readonly event: 'Plan'
      readonly repairs: ProblemCounts
      readonly count: number
      readonly most: number
      readonly isDryRun: boolean
    }
  | ({ readonly event: 'Repaired' } & StandingDifference)
  | ({ readonly event: 'NotRepaired'; readonly reason: string } & StandingDifference)
