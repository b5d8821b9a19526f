import type { Entity } from '../entity/entity.ts'
import type { Witness } from '../ledger/facts.ts'
import type { Processor } from '../processor/processor.ts'
import type { RecordView } from '../record/record-view.ts'
import type { Kind } from '../record/stream-record.ts'

/** Where a (processor, record) stands. Whatever still waits or runs at the end is to be retried. */
export type WantState = 'waiting' | 'running' | 'applied' | 'unchanged' | 'parked' | 'retry'

// What there is one of per record or per want is made by classes. The engine makes literals that outlive a few
// collections in its old space from then on, where, dead, they keep whole events alive: a fifth of a batch's time.

/** A record of the batch; the same record delivered twice in one event is one unit. */
export class Unit {
  /** Its rank in the batch, from 0. */
  readonly position: number
  readonly view: RecordView
  /** What keeps the record from every processor. */
  problem: Error | undefined
  copies = 1
  /** Where its wants begin among those of the batch, and how many there are. */
  firstWant = 0
  wantCount = 0

  constructor(position: number, view: RecordView, problem: Error | undefined) {
    this.position = position
    this.view = view
    this.problem = problem
  }
}

/** What is known of a want's failures. */
export interface Failure {
  readonly witness: Witness
  /** Of those that did not say whose fault they were. */
  readonly firstFailedAtMs: number | undefined
  /** How many the processor had applied when it failed in this run; `undefined` when it did not. */
  readonly appliedBefore: number | undefined
  /** The failure of this run counts as an attempt. */
  readonly isAttempt: boolean
}

/** That a processor wants a record, and how far it has come. The only thing that changes during a dispatch. */
export class Want {
  readonly processor: Processor
  readonly unit: Unit
  readonly kind: Kind
  readonly entity: Entity | undefined
  state: WantState = 'waiting'
  ran = false
  /** Failed or cut-off tries so far that count against the record, this one included once it is over. */
  attempts = 0
  /** The next try is to be alone. */
  together = false
  /** It is in a call with others, so that nobody can say whose fault it is when the call never ends. */
  isShared = false
  error: Error | undefined
  failure: Failure | undefined = undefined
  /** The next want of the same processor for the same item. */
  next: Want | undefined = undefined

  constructor(
    processor: Processor,
    unit: Unit,
    kind: Kind,
    entity: Entity | undefined,
    error: Error | undefined,
  ) {
    this.processor = processor
    this.unit = unit
    this.kind = kind
    this.entity = entity
    this.error = error
  }
}

/** True for a want whose effect is there or that lies parked. */
export const isFinished = ({ state }: Want): boolean =>
  state === 'applied' || state === 'unchanged' || state === 'parked'

/** The first unfinished one of an item's wants, this one or one behind it. */
export const firstOpen = (want: Want | undefined): Want | undefined => {
  let open = want
  while (open !== undefined && isFinished(open)) open = open.next
  return open
}
