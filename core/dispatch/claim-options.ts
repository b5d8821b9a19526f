import type { ClaimStore } from '../ledger/claim-store.ts'

/** What strict processors need of whoever dispatches. */
export interface ClaimOptions {
  readonly store: ClaimStore
  /** A new one each time: no two claims are the same. */
  readonly newId: () => string
  /** The function whose effects they are. @defaultValue the function that dispatches */
  readonly functionName?: string
  /** How long claims are kept, in milliseconds: longer than failure objects lie about. @defaultValue ledgerLifeMs */
  readonly lifeMs?: number
}
