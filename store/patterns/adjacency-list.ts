import type { PlainItem } from '../../core/attributes/unmarshal.ts'
import { put } from '../verbs/put.ts'
import type { Query } from '../verbs/query.ts'
import { keyNamesOf, query } from '../verbs/query.ts'
import { remove } from '../verbs/remove.ts'
import { compositeKey } from '../expressions/sort-key.ts'
import type { KeyNames, Table } from '../table.ts'

/** A relation of many to many, one item per pair. */
export interface Relation {
  /** Kind of the nodes on each side: `PRODUCT` and `TAG`. */
  readonly from: string
  /** The other side's. */
  readonly to: string
  /** The index whose key is the table's turned round: its partition key holds the other node. */
  readonly index: string
}

/** Reads and writes the pairs of a relation. */
export interface AdjacencyList {
  /** Joins two nodes, or replaces what is kept with their pair. */
  readonly connect: (fromId: string, toId: string, attributes?: PlainItem) => Promise<void>
  /** Parts them; nothing happens when they were not joined. */
  readonly disconnect: (fromId: string, toId: string) => Promise<void>
  /** The pairs of a node of the `from` kind. */
  readonly of: (
    fromId: string,
    options?: Omit<Query, 'partition' | 'sort' | 'index'>,
  ) => AsyncGenerator<PlainItem, void, undefined>
  /** The pairs of a node of the `to` kind, by the index: a new pair shows up there a little later. */
  readonly by: (
    toId: string,
    options?: Omit<Query, 'partition' | 'sort' | 'index'>,
  ) => AsyncGenerator<PlainItem, void, undefined>
}

const pairKey = (
  { partitionKey, sortKey = partitionKey }: KeyNames,
  first: string,
  second: string,
): PlainItem => ({
  [partitionKey]: first,
  [sortKey]: second,
})

/**
 * Many to many: each pair is one item under its first node, and turned round in an index under its second. Both sides
 * can be asked with one query; the nodes themselves are items of their own.
 *
 * @example
 * ```ts
 * const tags = adjacencyList(shop, { from: 'PRODUCT', to: 'TAG', index: 'GSI1' })
 * await tags.connect('p1', 'new', { since: '2026-01-31' })
 * for await (const { SK } of tags.of('p1')) print(SK) // TAG#new
 * for await (const { PK } of tags.by('new')) print(PK) // PRODUCT#p1
 * ```
 * @throws PipelineError `store.index-unknown`; its functions `store.expression-invalid` for an id with `#`
 */
export const adjacencyList = (table: Table, { from, to, index }: Relation): AdjacencyList => {
  const turned = keyNamesOf(table, index)
  const nodeOf = (kind: string, id: string): string => compositeKey([kind, id])
  return Object.freeze({
    connect: async (fromId, toId, attributes = {}) => {
      const [first, second] = [nodeOf(from, fromId), nodeOf(to, toId)]
      const keys = { ...pairKey(turned, second, first), ...pairKey(table.keys, first, second) }
      await put(table, { ...attributes, ...keys })
    },
    disconnect: async (fromId, toId) => {
      await remove(table, pairKey(table.keys, nodeOf(from, fromId), nodeOf(to, toId)))
    },
    of: (fromId, options = {}) =>
      query(table, { ...options, partition: nodeOf(from, fromId), sort: { prefix: `${to}#` } }),
    by: (toId, options = {}) =>
      query(table, { ...options, index, partition: nodeOf(to, toId), sort: { prefix: `${from}#` } }),
  } satisfies AdjacencyList)
}
