import type { Doubt } from '../../core/ledger/effect-claim.ts'

/** A strict effect of which nobody can say whether it is there. */
export interface DoubtedEffect extends Doubt {
  /** Where it is claimed, and what stands there. */
  readonly place: string
  readonly found: string | undefined
}
