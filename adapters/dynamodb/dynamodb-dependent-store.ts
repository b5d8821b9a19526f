import { chunksOf } from '../../core/concurrency/chunks-of.ts'
import { mapConcurrently } from '../../core/concurrency/map-concurrently.ts'
import { locate } from '../../core/diff/attribute-at.ts'
import type { Dependent, DependentStore, Removal } from '../../processors/cleanup/dependent-store.ts'
import type { AskTable } from './ask-table.ts'
import { bothParts, indexCondition, isSeen, stillFound } from './dependent-expressions.ts'
import { pageOfDependents, removeOne } from './dependent-requests.ts'
import { parentTables } from './parent-tables.ts'
import { removeInTransaction } from './remove-in-transaction.ts'

/** What {@link dynamoDbDependentStore} takes. */
export interface DynamoDbDependentStoreOptions {
  readonly ask: AskTable
  readonly tableName: string
  /** Names of the table's key attributes. */
  readonly keyNames: readonly string[]
  /**
   * The table in which the parents live, by name.
   * @defaultValue this table, and the one that a record's stream names where it is another: a parent in either lives
   */
  readonly parentTable?: string | undefined
  /** Requests under way at once. @defaultValue 25 */
  readonly concurrency?: number
}

/** DynamoDB takes a hundred actions and 4 MB; two are for the checks, and the items' names and types take room too. */
const most = 98
const maxBytes = 3_000_000

const inPieces = (dependents: readonly Dependent[]): readonly (readonly Dependent[])[] =>
  chunksOf(dependents, most, {
    of: ({ item }) => Buffer.byteLength(JSON.stringify(item)),
    most: maxBytes,
  })

/**
 * Dependent items in a DynamoDB table. While their parent is not there they go in transactions that check it; while it
 * lives, one by one and many at a time, each with a condition: in a transaction one item that changed would hold back
 * the others, and BatchWriteItem takes no conditions.
 *
 * @throws PipelineError from its functions: `aws.*`, `sink.*`
 */
export const dynamoDbDependentStore = (options: DynamoDbDependentStoreOptions): DependentStore => {
  const { ask, tableName: TableName, keyNames, concurrency = 25 } = options
  const sink = `dynamodb://${TableName}`
  const table = { ask, TableName, keyNames, sink, concurrency }
  const parents = parentTables(options)

  return {
    page: async (query, cursor, signal) => pageOfDependents(table, query, cursor, signal),
    parent: async (address, signal) => (await parents.read(address, signal)).item,
    removeWithoutParent: async (parent, query, dependents, signal) => {
      const tables = await parents.tables(parent, signal)
      if (tables === 'parent-lives') return tables
      const condition = stillFound(query, keyNames)
      const own = { ask, sink, TableName, tables, parentKeys: parent.keys, condition }
      const results: Removal[] = []
      for (const piece of inPieces(dependents)) {
        const removed = await removeInTransaction(own, piece, signal)
        if (removed === 'parent-lives') return removed
        results.push(...removed)
      }
      return results
    },
    removeAsSeen: async (path, query, dependents, signal) =>
      mapConcurrently(dependents, concurrency, async ({ keys, item }) => {
        const seen = locate(item, path)
        // Without anything to hold on to nothing may be deleted.
        if (seen === undefined) return 'changed'
        return removeOne(table, keys, bothParts(isSeen(seen), indexCondition(query)), signal)
      }),
  }
}
