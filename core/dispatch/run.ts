import type { AnyChange } from '../change/change.ts'
import type { Context, Handle } from '../processor/processor.ts'
import type { Unit, Want } from './batch.ts'
import type { DispatchOptions } from './options.ts'

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
}

/** The changes of one item, for a processor that handles one after the other. */
export interface ItemLane {
  /** The place in the batch where it begins. */
  readonly position: number
  readonly wants: readonly Want[]
  readonly handle: Handle<AnyChange>
}

/** The calls of a batch processor: runs until it is through or the run is over. */
export interface CallLane {
  readonly position: number
  readonly task: (run: Run) => Promise<void>
  readonly handle?: undefined
}

/** Work in order. */
export type Lane = ItemLane | CallLane

/** True for a want whose effect is there or that lies parked. */
export const isFinished = ({ state }: Want): boolean =>
  state === 'applied' || state === 'unchanged' || state === 'parked'

/** True for a record that some processor is not through with. */
export const isOpen = ({ wants }: Unit): boolean => !wants.every(isFinished)
