/** An object of a blob store, without its content. */
export interface StoredBlob {
  /** Its name in the store, as `put` was given it. */
  readonly key: string
  /** Size of its content. */
  readonly bytes: number
  /** When it was last put, in epoch milliseconds. */
  readonly writtenAtMs: number
}

/**
 * Where bytes lie that are too large for an item or too old for a table: an S3 bucket, a folder. Keys are made from
 * the content or from the changes they hold, never from a clock, so putting twice is putting once.
 */
export interface BlobStore {
  /** Stores `body` under `key`; the same key again replaces it and renews its time. */
  readonly put: (key: string, body: Uint8Array, signal?: AbortSignal) => Promise<void>
  /** The content, or `undefined` where there is none. Rejects when nobody can tell. */
  readonly get: (key: string, signal?: AbortSignal) => Promise<Uint8Array | undefined>
  /** All objects whose keys begin with `prefix`, by key as UTF-8 bytes go. */
  readonly list: (prefix: string) => AsyncIterable<StoredBlob>
  /** Removes an object; removing one that is not there is no error. */
  readonly remove: (key: string) => Promise<void>
}
