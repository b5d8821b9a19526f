import type { Image } from '../../core/record/attribute-value.ts'

/** The items of one partition, of the table or of an index, perhaps only those whose sort key begins so. */
export interface DependentQuery {
  readonly indexName?: string
  readonly partitionKey: { readonly name: string; readonly value: string }
  readonly sortKey?: { readonly name: string; readonly prefix: string }
}

/** Some of the items that a query finds, and where it goes on. */
export interface DependentPage {
  readonly keys: readonly Image[]
  readonly cursor: Image | undefined
}

/** Items that depend on others: the port of `cleanup`. */
export interface DependentStore {
  /** One page of what the query finds now. */
  readonly page: (
    query: DependentQuery,
    cursor: Image | undefined,
    signal?: AbortSignal,
  ) => Promise<DependentPage>
  /** A text attribute of an item as it is now, read consistently; `undefined` when there is no such item. */
  readonly read: (keys: Image, attribute: string, signal?: AbortSignal) => Promise<string | undefined>
  /**
   * Deletes items whose `attribute` is a text below `before`, and answers for each key in order: `unchanged` when
   * the item is gone or not below. A delete of what is not there leaves no stream record.
   */
  readonly removeOlder: (
    keys: readonly Image[],
    condition: { readonly attribute: string; readonly before: string },
    signal?: AbortSignal,
  ) => Promise<readonly ('applied' | 'unchanged' | Error)[]>
}
