import type { AnyChange } from '../change/change.ts'
import type { Handle } from '../processor/processor.ts'
import type { Delivery } from './delivery.ts'
import type { DispatchRun } from './dispatch-run.ts'
import type { ProcessorTally } from './processor-tally.ts'

/** The changes of one item, for a processor that handles one after the other. A class: decision 0090. */
export class ItemLane {
  /** Keeps the shape: decision 0318. */
  protected static readonly kept: object = new ItemLane(
    undefined as never,
    undefined as never,
    undefined as never,
  )

  readonly first: Delivery
  readonly handle: Handle<AnyChange>
  readonly tally: ProcessorTally
  readonly task = undefined

  constructor(first: Delivery, handle: Handle<AnyChange>, tally: ProcessorTally) {
    this.first = first
    this.handle = handle
    this.tally = tally
  }
}

/** The calls of a batch processor: runs until it is through or the run is over. */
export interface CallLane {
  /** The oldest of its deliveries. */
  readonly first: Delivery
  readonly tally: ProcessorTally
  readonly task: (run: DispatchRun) => Promise<void>
}

/** Work in order. */
export type Lane = ItemLane | CallLane
