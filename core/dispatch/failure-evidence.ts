import type { Witness } from '../ledger/ledger-entry.ts'

/** What is known of a delivery's failures: decision 0105. */
export interface FailureEvidence {
  readonly witness: Witness
  /** Of those that did not say whose fault they were. */
  readonly firstFailedAtMs: number | undefined
  /** How many the processor had applied when it failed in this run; `undefined` when it did not. */
  readonly appliedBefore: number | undefined
  /** The failure of this run counts as an attempt. */
  readonly isAttempt: boolean
}
