import type { Witness } from '../ledger/ledger-entry.ts'
import type { Whose } from '../errors/whose-fault.ts'
import type { DispatchOptions } from './options.ts'
import type { Delivery } from './delivery.ts'
import type { DispatchRun } from './dispatch-run.ts'
import type { FailureEvidence } from './failure-evidence.ts'

/** How long what does not say whose fault it is may last before it is held against the record. */
const defaultBlameAfterMs = 300_000

/** What was applied within this time before a failure was applied beside it. */
const momentMs = 10

/** The tries that a group has had: members of one fate count together, or it would never reach its limit. */
export const attemptsOf = (deliveries: readonly Delivery[]): number =>
  deliveries.reduce((most, { attempts }) => Math.max(most, attempts), 0)

const witnessOf = (deliveries: readonly Delivery[]): Witness =>
  deliveries.reduce<Witness>((most, { evidence }) => Math.max(most, evidence?.witness ?? 0) as Witness, 0)

/** The group's earliest failure that did not say whose fault it was, or now. */
const firstFailureOf = (deliveries: readonly Delivery[], nowMs: number): number =>
  deliveries.reduce((first, { evidence }) => Math.min(first, evidence?.firstFailedAtMs ?? nowMs), nowMs)

/** A failure that blames nobody, but from which on time counts. */
export const failedAt = (delivery: Delivery, nowMs: number): FailureEvidence => ({
  witness: delivery.evidence?.witness ?? 0,
  firstFailedAtMs: firstFailureOf([delivery], nowMs),
  appliedBefore: undefined,
  isAttempt: false,
})

/** What the applied ones of this run say about the sink, when something failed after `appliedBefore` of them. */
const witnessNow = (appliedBefore: number, applied: number, sinceStartMs: number): Witness => {
  if (applied > appliedBefore || (applied > 0 && sinceStartMs <= momentMs)) return 2
  return applied > 0 ? 1 : 0
}

const isOverdue = (firstFailedAtMs: number, nowMs: number, options: DispatchOptions): boolean =>
  nowMs - firstFailedAtMs >= (options.blameAfterMs ?? defaultBlameAfterMs)

/**
 * What a failed try says of the deliveries that shared it, and whether it is an attempt at them. It is one when the
 * error says that it is the record's own, when the sink took other records in the same try, when it is known from an
 * earlier try that it did, and otherwise once the failing has lasted. A witness from before the failure is not enough
 * while others fail too: then the sink may have gone away in between.
 *
 * @param appliedBefore how many the processor had applied in this run when the try ended; fewer where a call ended
 * for many at once
 */
export const judge = (
  deliveries: readonly Delivery[],
  whose: Whose,
  run: DispatchRun,
  appliedBefore: number | undefined,
): FailureEvidence => {
  const [first] = deliveries
  const nowMs = run.options.clock.now()
  const tally = first && run.tallies.get(first.processor.name)
  const applied = tally?.applied ?? 0
  const before = appliedBefore ?? applied
  const known = witnessOf(deliveries)
  const now = witnessNow(before, applied, nowMs - run.startedAtMs)
  const firstFailedAtMs = whose === 'unknown' ? firstFailureOf(deliveries, nowMs) : undefined
  const isAttempt =
    firstFailedAtMs === undefined ||
    known === 2 ||
    now > 0 ||
    (known === 1 && first !== undefined && tally?.isAlone(first) === true) ||
    isOverdue(firstFailedAtMs, nowMs, run.options)
  return {
    witness: Math.max(known, now) as Witness,
    firstFailedAtMs,
    appliedBefore: before,
    isAttempt,
  }
}

/** When the run is through: others that were applied after a failure have shown that the sink worked. */
export const judgeAgain = (deliveries: readonly Delivery[], run: DispatchRun): void => {
  for (const delivery of deliveries) {
    const { evidence, processor, state } = delivery
    if (evidence?.appliedBefore === undefined || state !== 'retry') continue
    const tally = run.tallies.get(processor.name)
    if (tally !== undefined && tally.applied > evidence.appliedBefore) delivery.blame(run.options.maxAttempts)
  }
}
