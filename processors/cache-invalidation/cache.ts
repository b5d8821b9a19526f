/** What is to be forgotten. */
export interface Invalidation {
  readonly keys: readonly string[]
  /** With `*` for any text. */
  readonly patterns: readonly string[]
  /** Everything that was stored as a member of these groups. */
  readonly groups: readonly string[]
}

/** A cache whose entries can be made to go away: the port of `cacheInvalidation`. */
export interface Cache {
  /** Forgets all of it in one go; rejects when it could not. What is not there is no error. */
  readonly invalidate: (what: Invalidation, signal?: AbortSignal) => Promise<void>
  readonly get: (key: string) => Promise<string | undefined>
  readonly set: (
    key: string,
    value: string,
    options?: { readonly groups?: readonly string[] },
  ) => Promise<void>
}
