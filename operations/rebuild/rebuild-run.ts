import type { IndexAdmin, NewMapping } from '../../adapters/opensearch/index-definition.ts'
import type { BlobStore } from '../../core/blob/blob-store.ts'
import type { Clock } from '../../core/clock.ts'
import type { FillingCheck, Processor } from '../../core/processor/processor.ts'
import type { Pace } from '../verify/pace.ts'
import type { TableReader } from '../verify/table-reader.ts'
import type { RebuildEvent } from './rebuild-event.ts'
import type { RebuildState } from './rebuild-state.ts'

/** A function with those of its processors that keep the index, and all tables that it is on. */
export interface RebuildSubject {
  readonly functionName: string
  readonly processors: readonly Processor[]
  readonly tables: readonly TableReader[]
}

/** One processor's documents in the new index. */
export interface FilledSink {
  readonly functionName: string
  readonly processor: Processor
  readonly check: FillingCheck
  readonly tables: readonly TableReader[]
}

/** How far the functions are behind their streams, and were at most since a time; nothing where nobody knows. */
export type LatenessSince = (
  sinceMs: number,
  signal: AbortSignal,
) => Promise<{ readonly nowMs: number; readonly mostMs: number } | undefined>

/** What {@link rebuildIndex} takes. */
export interface RebuildOptions {
  /** The name that processors write to. */
  readonly alias: string
  /** All that keep it. */
  readonly subjects: readonly RebuildSubject[]
  readonly admin: IndexAdmin
  readonly lateness: LatenessSince
  /** A folder of the run's own: what it holds lets the same run go on. */
  readonly folder: string
  /** Name of the run, where it begins. */
  readonly run: string
  readonly given?: NewMapping
  /** Goes on with the index that the mark names, which something else has filled. */
  readonly isAdopted?: boolean
  /** Parallel parts of the scan. @defaultValue 8 */
  readonly segments?: number
  readonly maxReadUnits?: number | undefined
  /** Until no invocation runs that has not read the mark: a minute and a function's timeout. */
  readonly settleMs: number
  /** @defaultValue an hour */
  readonly maxLateMs?: number | undefined
  /** Documents that are mended before the switch. @defaultValue 1,000, or 1 % of the items where that is more */
  readonly maxRepairs?: number | undefined
  /** Between two looks at what differs. @defaultValue 10,000 */
  readonly pauseMs?: number | undefined
  readonly blobs?: BlobStore | undefined
  readonly clock: Clock
  readonly random: () => number
  /** Asks for an end; a run in the same folder goes on. */
  readonly signal: AbortSignal
  readonly tell: (event: RebuildEvent) => void
}

/** What the steps of a run share. */
export interface RebuildRun extends RebuildOptions {
  readonly state: RebuildState
  readonly tables: readonly TableReader[]
  readonly sinks: readonly FilledSink[]
  readonly pace: Pace
  readonly save: () => Promise<void>
}
