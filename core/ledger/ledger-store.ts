import type { Opens } from '../opens.ts'

/**
 * Where the resume ledger lives. A store only ever adds: two writers can never erase what the other one knows.
 * `facts` are opaque text here; `core/ledger` encodes and unites the entries that they hold.
 */
export interface LedgerStore extends Opens {
  /**
   * Adds `facts` under each of `sortKeys`. Adding the same text twice is adding it once.
   * They may be forgotten after `expiresAtMs` (epoch milliseconds). After `signal` aborts nobody waits any more.
   */
  readonly add: (
    entry: {
      readonly partition: string
      readonly sortKeys: readonly string[]
      readonly facts: string
      readonly expiresAtMs: number
    },
    signal?: AbortSignal,
  ) => Promise<void>
  /** All facts of the partition whose sort key lies in `from`..`to`, both included, by text. Consistent. */
  readonly query: (
    partition: string,
    from: string,
    to: string,
    signal?: AbortSignal,
  ) => Promise<readonly string[]>
}
