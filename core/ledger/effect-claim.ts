/**
 * How far a strict effect has come. `claimed`: it may begin, and nobody else may begin it. `released`: it was refused,
 * so that it may be tried again. `done`: it is there. `doubted`: its outcome is not known, and never will be by itself.
 */
export type ClaimState = 'claimed' | 'released' | 'done' | 'doubted'

/** What stands where a strict effect is claimed. */
export interface EffectClaim {
  readonly state: ClaimState
  /** Of this one claim, and of no other: whoever finds it knows whether it is their own. */
  readonly id: string
  /** When the effect was claimed, in epoch milliseconds. */
  readonly atMs: number
  /** When the time of whoever claimed it is over, in epoch milliseconds: from then on no answer can be waited for. */
  readonly untilMs: number
  /** What it ended with, as a code or the name of an error; of a resolution, that it is one. */
  readonly why?: string
}

/** A claim as a store holds it. */
export const claimTextOf = (claim: EffectClaim): string => JSON.stringify({ v: 1, ...claim })

const states: readonly unknown[] = ['claimed', 'released', 'done', 'doubted'] satisfies readonly ClaimState[]

/** Reads a claim back; `undefined` for what is none, or of a form that is not known yet. */
const effectClaimIn = (text: string): EffectClaim | undefined => {
  try {
    const { v, ...claim } = JSON.parse(text) as EffectClaim & { readonly v: unknown }
    const isOne =
      v === 1 &&
      states.includes(claim.state) &&
      typeof claim.id === 'string' &&
      Number.isFinite(claim.atMs) &&
      Number.isFinite(claim.untilMs)
    return isOne ? claim : undefined
  } catch {
    return undefined
  }
}

/** Why nobody can say whether an effect is there. */
export interface Doubt {
  /** When it was claimed, in epoch milliseconds, where that can be told. */
  readonly claimedAtMs: number | undefined
  readonly why: string
}

/** What a claim, or that there is none, means for whoever finds it. */
export type ClaimStanding =
  | { readonly type: 'free' }
  | { readonly type: 'done' }
  | { readonly type: 'running'; readonly untilMs: number }
  | { readonly type: 'in-doubt'; readonly doubt: Doubt }

/**
 * What stands at a place means. The clock never frees a claim: when the time of its holder is over it is in doubt,
 * because the effect may be there, or may still arrive.
 */
export const standingOfClaim = (text: string | undefined, nowMs: number): ClaimStanding => {
  if (text === undefined) return { type: 'free' }
  const claim = effectClaimIn(text)
  if (claim === undefined)
    return {
      type: 'in-doubt',
      doubt: { claimedAtMs: undefined, why: 'its claim is of a form that is not known' },
    }
  const { state, atMs: claimedAtMs, untilMs, why = 'its outcome is not known' } = claim
  if (state === 'released') return { type: 'free' }
  if (state === 'done') return { type: 'done' }
  if (state === 'doubted') return { type: 'in-doubt', doubt: { claimedAtMs, why } }
  if (nowMs < untilMs) return { type: 'running', untilMs }
  return {
    type: 'in-doubt',
    doubt: {
      claimedAtMs,
      why: 'whoever claimed it did not live, or not reach the ledger, to say how it ended',
    },
  }
}
