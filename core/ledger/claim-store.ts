/** What became of a conditional write. `found` is what stands there instead; `undefined` where nothing does. */
export type ClaimWrite =
  { readonly isWritten: true } | { readonly isWritten: false; readonly found: string | undefined }

/**
 * Where strict processors claim their effects. One text at a place, replaced only by whoever knows what stands there,
 * so that of two that claim one effect one gets it. The texts are opaque here; `effect-claim.ts` makes them, each of
 * them once in a lifetime.
 */
export interface ClaimStore {
  /**
   * Writes `text` at `place` where `expected` stands, or nothing for `undefined`. Where `text` stands already it is
   * written: the answer to an earlier try was lost. May be forgotten after `expiresAtMs` (epoch milliseconds), not
   * before. Rejects when it is not known whether it was written. After `signal` aborts nobody waits any more.
   */
  readonly write: (
    claim: {
      readonly place: string
      readonly expected: string | undefined
      readonly text: string
      readonly expiresAtMs: number
    },
    signal?: AbortSignal,
  ) => Promise<ClaimWrite>
  /** What stands at a place now; consistent. */
  readonly read: (place: string, signal?: AbortSignal) => Promise<string | undefined>
}
