import type { BlobStore } from '../../core/blob/blob-store.ts'
import type { Clock } from '../../core/clock.ts'
import type { EntriesCheck, EventsCheck, Processor, StateCheck } from '../../core/processor/processor.ts'
import type { Pace } from './pace.ts'
import type { DifferenceKind } from './report.ts'
import type { TableReader } from './table-reader.ts'
import type { VerifyEvent } from './verify-event.ts'

/** A function whose sinks are compared, and the tables that they are kept equal to: all that it is on. */
export interface VerifySubject {
  readonly functionName: string
  readonly processors: readonly Processor[]
  readonly tables: readonly TableReader[]
}

/** A sink that holds state. `tables` are places among the run's tables. */
export interface ComparedSink {
  readonly functionName: string
  readonly processor: string
  readonly check: StateCheck | EntriesCheck
  readonly tables: readonly number[]
}

/** A sink that keeps events. */
export interface ComparedEvents {
  readonly functionName: string
  readonly processor: string
  readonly check: EventsCheck
  readonly tables: readonly number[]
}

/** Numbers that the steps of a run count in. */
export interface VerifyTally extends Record<DifferenceKind, number> {
  items: number
  documents: number
  records: number
  unsettled: number
  unjudged: number
  repaired: number
  notRepaired: number
}

/** What the steps of one run share. */
export interface VerifyRun {
  readonly tables: readonly TableReader[]
  readonly sinks: readonly ComparedSink[]
  readonly events: readonly ComparedEvents[]
  /** Every item is read, so what no item wanted is known without asking whose it is. */
  readonly isWhole: boolean
  /** Where what does not fit into memory lies meanwhile. */
  readonly folder: string
  /** Looks at which a difference has to stand; with one, nothing may be on its way. */
  readonly looks: number
  readonly pauseMs: number
  readonly pace: Pace
  readonly tally: VerifyTally
  readonly blobs: BlobStore | undefined
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly tell: (event: VerifyEvent) => void
}
