import type { Opens } from '../../core/opens.ts'

/** A search engine that keeps versioned documents: the port of `searchIndex`. */
export interface SearchStore extends Opens {
  /** Where it is, without secrets: two processors that name the same place and index meet there. */
  readonly place: string
  /**
   * Writes in bulk and answers for each operation, in their order. Deletes by version leave the version behind, so
   * that an older write cannot bring the document back. Rejects only when nothing was written.
   */
  readonly write: (
    operations: readonly SearchOperation[],
    signal?: AbortSignal,
  ) => Promise<readonly SearchResult[]>
  /** What is there under these ids, in their order, as of now: an acknowledged write is seen. */
  readonly look: (request: LookRequest, signal?: AbortSignal) => Promise<readonly Seen[]>
  /**
   * Makes the index ready for the metadata of documents. Called before a process writes to it.
   *
   * @throws PipelineError `search.mapping-missing`
   */
  readonly prepare: (index: string, signal?: AbortSignal) => Promise<void>
  /** The mark beside an index, which says who writes it; `undefined` where nobody has. */
  readonly readMark: (index: string, signal?: AbortSignal) => Promise<StoredMark | undefined>
  /** Stores the mark if it still is as it was read, and says whether it was. `token` is of that reading. */
  readonly writeMark: (
    index: string,
    mark: { readonly text: string; readonly token: string | undefined },
    signal?: AbortSignal,
  ) => Promise<boolean>
  /** All live documents of an index, as JSON text, by id; without their metadata. */
  readonly documents: (index: string) => AsyncIterable<readonly [id: string, document: string]>
}

/** Ids to be looked at. */
export interface LookRequest {
  /** Name of the index, or of an alias. */
  readonly index: string
  /** Answered in this order. */
  readonly ids: readonly string[]
  /** The documents' text is wanted too. @defaultValue false */
  readonly withDocument?: boolean
}

/** A mark as it is kept: its text, and what tells this state of it from a later one. */
export interface StoredMark {
  /** As it was written. */
  readonly text: string
  /** To be given back when it is replaced, which fails when somebody else has been faster. */
  readonly token: string
}

/**
 * Under what condition a write counts. Versions are decimal integer texts from 0 to 2^63 - 1.
 * `newer`: what is there has a lower version, or nothing is known of the id. `newer-or-equal`: its version is not
 * greater. `seen`: the document is still the one that was looked at. `absent`: there is no document.
 */
export type Guard =
  | { readonly by: 'newer' | 'newer-or-equal'; readonly version: string }
  | { readonly by: 'seen'; readonly token: string }
  | { readonly by: 'absent' }

interface Place {
  readonly index: string
  readonly id: string
  readonly guard: Guard
}

/** Stores a document. Both texts are JSON; `metadata` is kept beside it, where no search looks. */
export interface IndexOperation extends Place {
  /** Tells it from the other kind. */
  readonly op: 'index'
  /** What is searched. */
  readonly document: string
  /** Whose document it is, and at which version. */
  readonly metadata: string
}

/** Takes a document away; what is not there is no error. */
export interface DeleteOperation extends Place {
  /** Tells it from the other kind. */
  readonly op: 'delete'
}

/** One write of a document, or its deletion. */
export type SearchOperation = IndexOperation | DeleteOperation

/** The guard held the write back. `version` is what the store names as its own, where it does. */
export interface Conflict {
  /** Tells it from an error and from `applied`. */
  readonly conflict: true
  /** Decimal text. */
  readonly version?: string
}

/** How one write ended. */
export type SearchResult = 'applied' | Conflict | Error

/** What is under an id. `metadata` and `document` are JSON texts. */
export type Seen =
  | { readonly found: false }
  | {
      readonly found: true
      readonly version: string
      readonly token: string
      readonly metadata: string | undefined
      readonly document?: string
    }
