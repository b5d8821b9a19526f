import type { AnyChange } from '../change/change.ts'
import type { Context, Handle } from '../processor/processor.ts'
import type { DispatchOptions } from './options.ts'
import type { Tally } from './tally.ts'
import type { Troubles } from './troubles.ts'
import type { Want } from './want.ts'

/** One run of a batch: what all its lanes share. */
export interface Run {
  readonly options: DispatchOptions
  readonly context: Context
  /** No work starts any more and no result counts: time is up, or the batch has failed as a whole. */
  readonly isOver: () => boolean
  /** Fails the batch as a whole. */
  readonly stop: (error: Error) => void
  /** Processors whose sink as a whole is in trouble: none of their lanes starts in this invocation. */
  readonly sinksDown: Set<string>
  /** Epoch milliseconds. */
  readonly startedAtMs: number
  /** By processor. */
  readonly tallies: ReadonlyMap<string, Tally>
  /** What is to be said when the run is through. */
  readonly troubles: Troubles
}

/** The changes of one item, for a processor that handles one after the other. */
export class ItemLane {
  readonly first: Want
  readonly handle: Handle<AnyChange>
  readonly tally: Tally
  readonly task = undefined

  constructor(first: Want, handle: Handle<AnyChange>, tally: Tally) {
    this.first = first
    this.handle = handle
    this.tally = tally
  }
}

/** The calls of a batch processor: runs until it is through or the run is over. */
export interface CallLane {
  /** The oldest of its wants. */
  readonly first: Want
  readonly task: (run: Run) => Promise<void>
}

/** Work in order. */
export type Lane = ItemLane | CallLane
