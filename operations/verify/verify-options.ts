import type { BlobStore } from '../../core/blob/blob-store.ts'
import type { Clock } from '../../core/clock.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import type { VerifyEvent } from './verify-event.ts'
import type { VerifySubject } from './verify-run.ts'

/** Records of changes, as they were captured. */
export interface EventRecords {
  /** Called once for each use. */
  readonly read: () => AsyncIterable<StreamRecord>
  /** They are all that the sinks were ever told of: only then an entry without a record is one of no change. */
  readonly isAll: boolean
}

/** How differences are mended. */
export interface RepairTerms {
  /** Only say what would be mended. */
  readonly isDryRun: boolean
  /** Where there are more differences than this, none is mended: something else is wrong. */
  readonly most: number
}

/** Which items and documents are compared. */
export type VerifyScope =
  | { readonly type: 'full' }
  /** A share of the table and of the index, above 0 and up to 1. */
  | { readonly type: 'sample'; readonly share: number }
  /** The items of which there are records, and all documents that they had. */
  | { readonly type: 'changed' }

/** What {@link verifyTables} takes. */
export interface VerifyTablesOptions {
  readonly subjects: readonly VerifySubject[]
  readonly scope: VerifyScope
  /** Records of changes, for processors that keep events, and for the scope `changed`. */
  readonly records?: EventRecords
  /** A folder of the run's own: what it holds when the run is interrupted lets the same run go on. */
  readonly folder: string
  /** Parallel parts of a scan. @defaultValue 8 */
  readonly segments?: number
  /** Read capacity units a second. @defaultValue no limit */
  readonly maxReadUnits?: number | undefined
  /** Looks at which a difference has to stand. @defaultValue 3 */
  readonly looks?: number
  /** Milliseconds between two looks: more than a change takes to arrive. @defaultValue 10,000 */
  readonly pauseMs?: number
  readonly repair?: RepairTerms
  readonly blobs?: BlobStore
  readonly clock: Clock
  readonly random: () => number
  /** Asks for an end; a run in the same folder goes on. */
  readonly signal: AbortSignal
  readonly tell: (event: VerifyEvent) => void
}
