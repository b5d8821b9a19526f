import type { Image } from '../../core/attributes/attribute-value.ts'
import type { Opens } from '../../core/opens.ts'
import type { ItemAddress } from '../../core/refresh/item-source.ts'

/** The items of one partition, of the table or of an index, perhaps only those whose sort key begins so. */
export interface DependentQuery {
  /** Left out, the table itself is meant. */
  readonly indexName?: string
  /** Name and value of the one partition. */
  readonly partitionKey: { readonly name: string; readonly value: string }
  /** Left out, all of the partition is meant. */
  readonly sortKey?: { readonly name: string; readonly prefix: string }
}

/** An item that depends on another, as it is now. */
export interface Dependent {
  /** Its key attributes. */
  readonly keys: Image
  /** All of it. */
  readonly item: Image
}

/** Some of the items that a query finds, and where it goes on. */
export interface DependentPage {
  /** There may be none although more follow. */
  readonly dependents: readonly Dependent[]
  /** Gives the next page; `undefined` after the last. */
  readonly cursor: Image | undefined
}

/**
 * How a delete ended: `unchanged` when the item is gone, `changed` when it is another than the one that was seen, and
 * so was left.
 */
export type Removal = 'applied' | 'unchanged' | 'changed' | Error

/** Items that depend on others: the port of `cleanup`. A delete of what is not there leaves no stream record. */
export interface DependentStore extends Opens {
  /** One page of what the query finds, each item read from the table itself, whole. */
  readonly page: (
    query: DependentQuery,
    cursor: Image | undefined,
    signal?: AbortSignal,
  ) => Promise<DependentPage>
  /** The parent as it is now, read consistently wherever it may live; `undefined` when there is none. */
  readonly parent: (address: ItemAddress, signal?: AbortSignal) => Promise<Image | undefined>
  /**
   * Deletes items that the query finds, each only while the parent is not there: the store holds both in one
   * transaction. Answers for each item in order, or `parent-lives`, which may leave some of them deleted.
   */
  readonly removeWithoutParent: (
    parent: ItemAddress,
    query: DependentQuery,
    dependents: readonly Dependent[],
    signal?: AbortSignal,
  ) => Promise<readonly Removal[] | 'parent-lives'>
  /**
   * Deletes items that the query finds, each only while what stands at `path` is still what was seen there; answers
   * for each in order.
   *
   * @param path - see `attributeAt`; every item has something there
   */
  readonly removeAsSeen: (
    path: string,
    query: DependentQuery,
    dependents: readonly Dependent[],
    signal?: AbortSignal,
  ) => Promise<readonly Removal[]>
}
