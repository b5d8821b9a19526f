import type { Witness } from '../ledger/facts.ts'
import type { Whose } from '../errors/whose-fault.ts'
import type { DispatchOptions } from './options.ts'
import type { Run } from './run.ts'
import type { Failure, Want } from './want.ts'

/** How long what does not say whose fault it is may last before it is held against the record. */
const defaultBlameAfterMs = 300_000

/** What was applied within this time before a failure was applied beside it. */
const momentMs = 10

/** The tries that a group has had: members of one fate count together, or it would never reach its limit. */
export const attemptsOf = (wants: readonly Want[]): number =>
  wants.reduce((most, { attempts }) => Math.max(most, attempts), 0)

const witnessOf = (wants: readonly Want[]): Witness =>
  wants.reduce<Witness>((most, { failure }) => Math.max(most, failure?.witness ?? 0) as Witness, 0)

/** The group's earliest failure that did not say whose fault it was, or now. */
const firstFailureOf = (wants: readonly Want[], nowMs: number): number =>
  wants.reduce((first, { failure }) => Math.min(first, failure?.firstFailedAtMs ?? nowMs), nowMs)

/** A failure that blames nobody, but from which on time counts. */
export const failedAt = (want: Want, nowMs: number): Failure => ({
  witness: want.failure?.witness ?? 0,
  firstFailedAtMs: firstFailureOf([want], nowMs),
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
 * What a failed try says of the wants that shared it, and whether it is an attempt at them. It is one when the error
 * says that it is the record's own, when the sink took other records in the same try, when it is known from an
 * earlier try that it did, and otherwise once the failing has lasted. A witness from before the failure is not enough
 * while others fail too: then the sink may have gone away in between.
 *
 * @param appliedBefore how many the processor had applied in this run when the try ended; fewer where a call ended
 * for many at once
 */
export const judge = (
  wants: readonly Want[],
  whose: Whose,
  run: Run,
  appliedBefore: number | undefined,
): Failure => {
  const [first] = wants
  const nowMs = run.options.clock.now()
  const tally = first && run.tallies.get(first.processor.name)
  const applied = tally?.applied ?? 0
  const known = witnessOf(wants)
  const now = witnessNow(appliedBefore ?? applied, applied, nowMs - run.startedAtMs)
  const firstFailedAtMs = whose === 'unknown' ? firstFailureOf(wants, nowMs) : undefined
  const isAttempt =
    firstFailedAtMs === undefined ||
    known === 2 ||
    now > 0 ||
    (known === 1 && first !== undefined && tally?.isAlone(first) === true) ||
    isOverdue(firstFailedAtMs, nowMs, run.options)
  return {
    witness: Math.max(known, now) as Witness,
    firstFailedAtMs,
    appliedBefore: appliedBefore ?? applied,
    isAttempt,
  }
}

/**
 * When the run is through: others that were applied after a failure have shown that the sink worked. The attempt
 * that this makes of it never uses the attempts up, so that the try which does finds the reason to park it for.
 */
export const judgeAgain = (wants: readonly Want[], run: Run): void => {
  for (const want of wants) {
    const { failure } = want
    if (failure?.appliedBefore === undefined || want.state !== 'retry') continue
    const applied = run.tallies.get(want.processor.name)?.applied ?? 0
    if (applied <= failure.appliedBefore) continue
    want.failure = { ...failure, witness: 2, isAttempt: true }
    if (!failure.isAttempt)
      want.attempts = Math.max(want.attempts, Math.min(want.attempts + 1, run.options.maxAttempts - 1))
  }
}
