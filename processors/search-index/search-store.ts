/** A search engine that keeps versioned documents: the port of `searchIndex`. */
export interface SearchStore {
  /**
   * Writes in bulk and answers for each operation, in their order: `unchanged` when the store holds a greater
   * version of that id, else `applied`; an equal version is written again. Deletes leave a version behind, so that
   * an older write cannot bring the document back. Rejects only when nothing was written.
   */
  readonly write: (
    operations: readonly SearchOperation[],
    signal?: AbortSignal,
  ) => Promise<readonly SearchResult[]>
  /** All live documents of an index, as JSON text, by id. */
  readonly documents: (index: string) => AsyncIterable<readonly [id: string, document: string]>
}

/** One write. `version` is a decimal integer text from 0 to 2^63 - 1, `document` is JSON text. */
export type SearchOperation =
  | {
      readonly op: 'index'
      readonly index: string
      readonly id: string
      readonly version: string
      readonly document: string
    }
  | { readonly op: 'delete'; readonly index: string; readonly id: string; readonly version: string }

/** How one write ended. */
export type SearchResult = 'applied' | 'unchanged' | Error
