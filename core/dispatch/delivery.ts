import type { Entity } from '../entity/entity.ts'
import type { LedgerEntry } from '../ledger/ledger-entry.ts'
import type { Processor } from '../processor/processor.ts'
import type { Kind } from '../record/stream-record.ts'
import type { VersionNote } from '../version/version-note.ts'
import type { BatchRecord } from './batch-record.ts'
import type { FailureEvidence } from './failure-evidence.ts'

/** Where a (processor, record) stands. Whatever is not finished at the end is reported, and comes again. */
export type DeliveryState = 'waiting' | 'running' | 'applied' | 'unchanged' | 'parked' | 'retry'

/**
 * The life of a delivery: every transition there is. One that is not allowed throws, which is a defect of the
 * dispatcher: it fails the batch rather than pass for finished.
 *
 * A class, because the engine counts the literals that survive a collection and makes those in its old space, where,
 * dead, they keep whole events alive (decision 0090). Fields, not accessors: every record of every batch reads them.
 */
class DeliveryLife {
  /** Keeps the shape: decision 0318. */
  protected static readonly kept: object = new DeliveryLife(
    undefined as never,
    undefined as never,
    'MODIFY',
    undefined,
    undefined,
  )

  readonly processor: Processor
  readonly record: BatchRecord
  readonly kind: Kind
  readonly entity: Entity | undefined
  state: DeliveryState = 'waiting'
  /** The handler was called for it in this invocation. */
  ran = false
  /** Failed or cut-off tries so far that count against the record, this one included once it is over. */
  attempts = 0
  /** The next try is to be alone. */
  retryAlone = false
  /** It is in a call with others, so that nobody can say whose fault it is when the call never ends. */
  isShared = false
  /** Why it failed, or what stands in the way of a try. */
  error: Error | undefined
  evidence: FailureEvidence | undefined = undefined
  /** What its handler noticed about versions. */
  note: VersionNote | undefined = undefined
  /** The next delivery of the same processor for the same item. */
  next: Delivery | undefined = undefined

  constructor(
    processor: Processor,
    record: BatchRecord,
    kind: Kind,
    entity: Entity | undefined,
    error: Error | undefined,
  ) {
    this.processor = processor
    this.record = record
    this.kind = kind
    this.entity = entity
    this.error = error
  }

  /** Puts the next change of its item behind it. */
  precede(next: Delivery): void {
    this.next = next
  }

  /** Goes on from where an earlier invocation left it. */
  resume({ done, attempts, retryAlone, witness = 0, firstFailedAtMs }: LedgerEntry): void {
    this.#allow('resume', this.state === 'waiting')
    this.attempts = attempts
    this.retryAlone = retryAlone
    if (witness > 0 || firstFailedAtMs !== undefined)
      this.evidence = { witness, firstFailedAtMs, appliedBefore: undefined, isAttempt: false }
    if (done !== undefined) this.state = done
  }

  /** Its sink holds a later image of the item already. */
  passOver(): void {
    this.#allow('passOver', this.state === 'waiting')
    this.state = 'unchanged'
  }

  /** No try may begin, for this reason; the first one that was found stays. */
  hinder(error: Error): void {
    this.#allow('hinder', this.state === 'waiting')
    this.error ??= error
  }

  /** A try begins: from now on the deadline may cut it off. */
  start(): void {
    this.#allow('start', this.state === 'waiting')
    this.state = 'running'
  }

  /** Its change is about to be made. What was unclear about it a refresh will settle. */
  clear(): void {
    this.#allow('clear', this.state === 'waiting' || this.state === 'running')
    this.error = undefined
  }

  /** Its sink had refused it, and may be asked again in the same invocation. */
  tryAgain(): void {
    this.#allow('tryAgain', this.state === 'retry')
    this.state = 'waiting'
    this.error = undefined
  }

  /** Its try has come no further than to be prepared, and waits for the call. */
  holdBack(): void {
    this.#allow('holdBack', this.state === 'running')
    this.state = 'waiting'
  }

  /** The handler is called, for it alone or for others too. */
  call(isShared: boolean): void {
    this.#allow('call', this.state === 'running')
    this.ran = true
    this.isShared = isShared
  }

  /** Its handler noticed something about versions, whatever it came to. */
  noteVersion(note: VersionNote): void {
    this.#allow('noteVersion', this.state === 'running')
    this.note = note
  }

  /** The handler ended well. */
  apply(result: 'applied' | 'unchanged'): void {
    this.#allow('apply', this.state === 'running')
    this.state = result
  }

  /** The try failed, and nothing is held against the record. */
  fail(error: Error): void {
    this.#allow('fail', this.state === 'waiting' || this.state === 'running')
    this.state = 'retry'
    this.error = error
  }

  /** The try failed, with what that says of the record. `attempts`: of the group that shared it, this one included. */
  failWith(error: Error, attempts: number, evidence: FailureEvidence): void {
    this.fail(error)
    this.attempts = attempts
    this.evidence = evidence
  }

  /** The call failed for all that shared it. `evidence`: where the error does not say whose fault it is. */
  failTogether(error: Error, evidence: FailureEvidence | undefined): void {
    this.fail(error)
    this.retryAlone = true
    if (evidence !== undefined) this.evidence = evidence
  }

  /** The deadline ended its try. A call for many blames nobody, and the next one is for it alone. */
  cutOff(error: Error, evidence: FailureEvidence): void {
    this.#allow('cutOff', this.state === 'running')
    this.state = 'retry'
    this.error = error
    this.evidence = evidence
    if (this.isShared) this.retryAlone = true
    else if (evidence.isAttempt) this.attempts += 1
  }

  /** Nobody can say whether its effect is there: it is parked for that, and never tried again by itself. */
  doubt(error: Error): void {
    this.fail(error)
    this.evidence = undefined
  }

  /**
   * Others were applied after it had failed. The attempt that this makes of its try never uses the attempts up, so
   * that the try which does finds the reason to park it for.
   */
  blame(maxAttempts: number): void {
    this.#allow('blame', this.state === 'retry')
    const { evidence } = this
    if (evidence === undefined) return
    this.evidence = { ...evidence, witness: 2, isAttempt: true }
    if (!evidence.isAttempt)
      this.attempts = Math.max(this.attempts, Math.min(this.attempts + 1, maxAttempts - 1))
  }

  /**
   * It is about to be parked. While it is not, its attempts are not used up: it would never run again, and the next
   * try would park it for that, instead of for the true reason.
   */
  keepOneTry(maxAttempts: number): void {
    this.#allow('keepOneTry', !isFinished(this))
    if (this.evidence?.isAttempt === true) this.attempts = Math.min(this.attempts, maxAttempts - 1)
  }

  /** It is set aside after so many attempts. */
  park(attempts: number): void {
    this.#allow('park', !isFinished(this))
    this.state = 'parked'
    this.attempts = attempts
  }

  /** It could not be set aside, so it comes again; `reason` is what it was to be parked for. */
  stayUnparked(reason: Error): void {
    this.#allow('stayUnparked', !isFinished(this))
    this.state = 'retry'
    this.error ??= reason
  }

  #allow(transition: string, isAllowed: boolean): void {
    if (isAllowed) return
    throw new TypeError(`a delivery that is ${this.state} has no transition ${transition}`)
  }
}

/** A processor wants a record, and has come so far with it. Only the transitions above change it. */
export interface Delivery extends Readonly<DeliveryLife> {
  readonly next: Delivery | undefined
}
export const Delivery: new (...given: ConstructorParameters<typeof DeliveryLife>) => Delivery = DeliveryLife

/** True for a delivery whose effect is there or that lies parked. */
export const isFinished = ({ state }: Pick<Delivery, 'state'>): boolean =>
  state === 'applied' || state === 'unchanged' || state === 'parked'

/** The first unfinished one of an item's deliveries, this one or one behind it. */
export const firstOpen = (delivery: Delivery | undefined): Delivery | undefined => {
  let open = delivery
  while (open !== undefined && isFinished(open)) open = open.next
  return open
}
