import type { Context, Group } from '../processor/processor.ts'
import type { VersionNote } from '../version/version-note.ts'
import type { EffectClaims } from './effect-claims.ts'
import type { FailureLog } from './failure-log.ts'
import type { DispatchOptions } from './options.ts'
import type { ProcessorTally } from './processor-tally.ts'

/** One run of a batch: what all its lanes share. */
export interface DispatchRun {
  readonly options: DispatchOptions
  readonly context: Context
  /** No work starts any more and no result counts: time is up, or the batch has failed as a whole. */
  readonly isOver: () => boolean
  /** Fails the batch as a whole. */
  readonly stop: (error: Error) => void
  /** Aborts when it is over, so that nobody waits for anything any more. */
  readonly ended: AbortSignal
  /** Epoch milliseconds. */
  readonly startedAtMs: number
  /** By processor. */
  readonly tallies: ReadonlyMap<string, ProcessorTally>
  /** Of strict processors. */
  readonly claims: EffectClaims
  /** What is to be said when the run is through. */
  readonly failureLog: FailureLog
  /** What handlers noticed about versions, by the group that they were given. */
  readonly notes: Map<Group, VersionNote>
}
