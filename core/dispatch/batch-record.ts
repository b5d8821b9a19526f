import type { RecordView } from '../record/record-view.ts'

/** A record of the batch; the same record delivered twice in one event is one. A class: decision 0090. */
export class BatchRecord {
  /** Keeps the shape: decision 0318. */
  protected static readonly kept: object = new BatchRecord(0, undefined as never, undefined)

  /** Its rank in the batch, from 0. */
  readonly position: number
  readonly view: RecordView
  /** What keeps the record from every processor. */
  problem: Error | undefined
  copies = 1
  /** Where its deliveries begin among those of the batch, and how many there are. */
  firstDelivery = 0
  deliveryCount = 0

  constructor(position: number, view: RecordView, problem: Error | undefined) {
    this.position = position
    this.view = view
    this.problem = problem
  }
}
