import type { ClaimStore } from './claim-store.ts'
import type { ClaimStanding, EffectClaim } from './effect-claim.ts'
import { claimTextOf, standingOfClaim } from './effect-claim.ts'
import type { LedgerScope } from './ledger.ts'
import type { RecordId } from './ledger-entry.ts'

/**
 * Where the effect of a processor on a record is claimed. One place for each, so that no partition of a table takes
 * all of them; four parts before it, where a ledger's own partition has three in all.
 */
export const claimPlace = (
  { stage, functionName, streamArn }: LedgerScope,
  processor: string,
  { sequenceNumber, keyHash }: RecordId,
): string =>
  ['strict', stage, functionName, streamArn, processor, sequenceNumber, keyHash]
    .map(encodeURIComponent)
    .join('/')

/** Others that claim or release the same effect meanwhile each end one of these rounds. */
const maxRounds = 5

/**
 * Claims an effect where it is free. `undefined` when it is ours now; otherwise what stands there.
 * @throws what the store throws, when the claim may or may not be there
 */
export const claimEffect = async (
  store: ClaimStore,
  place: string,
  claim: EffectClaim,
  expiresAtMs: number,
  signal?: AbortSignal,
): Promise<Exclude<ClaimStanding, { readonly type: 'free' }> | undefined> => {
  let expected: string | undefined
  for (let round = 0; round < maxRounds; round += 1) {
    const write = await store.write({ place, expected, text: claimTextOf(claim), expiresAtMs }, signal)
    if (write.isWritten) return undefined
    const standing = standingOfClaim(write.found, claim.atMs)
    if (standing.type !== 'free') return standing
    expected = write.found
  }
  return { type: 'running', untilMs: claim.untilMs }
}

/**
 * Says how a claimed effect ended. False, and nothing is changed, where somebody else has decided about it since.
 * @throws what the store throws
 */
export const endClaim = async (
  store: ClaimStore,
  place: string,
  claim: EffectClaim,
  ended: Pick<EffectClaim, 'why'> & { readonly state: 'released' | 'done' | 'doubted' },
  expiresAtMs: number,
  signal?: AbortSignal,
): Promise<boolean> => {
  const text = claimTextOf({ ...claim, ...ended })
  const { isWritten } = await store.write({ place, expected: claimTextOf(claim), text, expiresAtMs }, signal)
  return isWritten
}
