import type { Opens } from '../../core/opens.ts'

/** What is to be forgotten. */
export interface Invalidation {
  /** As they were stored. */
  readonly keys: readonly string[]
  /** With `*` for any text. */
  readonly patterns: readonly string[]
  /** Everything that was stored as a member of these groups. */
  readonly groups: readonly string[]
}

/** A cache whose entries can be made to go away: the port of `cacheInvalidation`. */
export interface Cache extends Opens {
  /** Forgets all of it in one go; rejects when it could not. What is not there is no error. */
  readonly invalidate: (what: Invalidation, signal?: AbortSignal) => Promise<void>
  /** The value of a key, if there is one. */
  readonly get: (key: string) => Promise<string | undefined>
  /** Stores a value, as a member of the groups. */
  readonly set: (
    key: string,
    value: string,
    options?: { readonly groups?: readonly string[] },
  ) => Promise<void>
}
