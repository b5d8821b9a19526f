import { checkAdvance } from '../calls/answer.ts'
import type { QueryCommandInput } from '@aws-sdk/client-dynamodb'
import type { PlainItem } from '../../core/attributes/unmarshal.ts'
import type { Condition } from '../expressions/condition.ts'
import { conditionText } from '../expressions/condition-text.ts'
import type { ExpressionScope } from '../expressions/expression-scope.ts'
import { expressionScope } from '../expressions/expression-scope.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import { storeFaults } from '../faults.ts'
import type { ReadOptions } from './get.ts'
import type { Key } from '../items/key.ts'
import { operations } from '../calls/operations.ts'
import type { Page } from '../calls/page.ts'
import { itemsIn, pageOf, pagesFrom } from '../calls/page.ts'
import { projectionInput } from '../expressions/projection.ts'
import { send } from '../calls/send.ts'
import type { KeyValue, SortKeyCondition } from '../expressions/sort-key.ts'
import { sortKeyText } from '../expressions/sort-key.ts'
import type { KeyNames, Table } from '../table.ts'
import { sdkItem } from '../items/values.ts'

/** What queries and scans have in common. */
export interface PageOptions extends ReadOptions {
  /** An index of the table's `indexes`. One whose key only some items have is sparse: it holds those alone. */
  readonly index?: string | undefined
  /** Applied after reading: what it leaves out is paid for, see {@link Page.scanned}. */
  readonly filter?: Condition
  /** Most items to read for a page, before the filter. @defaultValue what fits 1 MB */
  readonly limit?: number
  /** The `lastKey` of the page before. */
  readonly startAfter?: Key | undefined
}

/** Which items, of one partition, in which order. */
export interface Query extends PageOptions {
  /** Value of the partition key. */
  readonly partition: KeyValue
  /** The one condition on the sort key. @defaultValue all of the partition */
  readonly sort?: SortKeyCondition
  /** By sort key. @defaultValue 'ascending' */
  readonly order?: 'ascending' | 'descending'
}

/** @throws PipelineError `store.index-unknown` */
export const keyNamesOf = ({ keys, indexes, tableName }: Table, index: string | undefined): KeyNames => {
  if (index === undefined) return keys
  const names = indexes[index]
  if (names !== undefined) return names
  throw raise(storeFaults, 'store.index-unknown', { tableName, index, known: Object.keys(indexes) })
}

/** The parts that queries and scans have in common, as the SDK takes them. */
export const pageInput = (
  table: Table,
  options: PageOptions,
  scope: ExpressionScope,
): Omit<QueryCommandInput, 'ReturnConsumedCapacity'> => {
  const { index, filter, limit, startAfter, consistent = false, projection } = options
  return {
    TableName: table.tableName,
    ConsistentRead: consistent,
    ...(index !== undefined && { IndexName: index }),
    ...(filter !== undefined && { FilterExpression: conditionText(filter, scope) }),
    ...(limit !== undefined && { Limit: limit }),
    ...(startAfter !== undefined && { ExclusiveStartKey: sdkItem(startAfter, table) }),
    ...projectionInput(projection, scope),
  }
}

const keyConditionText = (names: KeyNames, { partition, sort }: Query, scope: ExpressionScope): string => {
  const { partitionKey, sortKey } = names
  const only = `${scope.path([partitionKey])} = ${scope.value(partition, partitionKey)}`
  if (sort === undefined) return only
  if (sortKey !== undefined) return `${only} AND ${sortKeyText(sortKey, sort, scope)}`
  throw raise(storeFaults, 'store.expression-invalid', {
    problem: 'there is no sort key for the condition on it',
  })
}

/**
 * Reads one page of a partition.
 *
 * @throws PipelineError `store.index-unknown`, `store.sort-key-twice`, `store.expression-invalid` before any call;
 * those of {@link send}
 */
export const queryPage = async (table: Table, query: Query): Promise<Page> => {
  const scope = expressionScope(table)
  const output = await send(
    table,
    operations.query,
    {
      KeyConditionExpression: keyConditionText(keyNamesOf(table, query.index), query, scope),
      ScanIndexForward: query.order !== 'descending',
      ...pageInput(table, query, scope),
      ...scope.attributes(),
    },
    { signal: query.signal },
  )
  const page = pageOf(output)
  checkAdvance('Query', query.startAfter, page.lastKey)
  return page
}

/** The pages of a partition, each read when it is asked for. See {@link queryPage}. */
export const queryPages = (table: Table, query: Query): AsyncGenerator<Page, void, undefined> =>
  pagesFrom(query.startAfter, async startAfter => queryPage(table, { ...query, startAfter }))

/**
 * The items of a partition, page by page in the background.
 *
 * @example
 * ```ts
 * for await (const order of query(shop, { partition: 'USER#u1', sort: { prefix: 'ORDER#' } })) print(order)
 * ```
 */
export const query = (table: Table, options: Query): AsyncGenerator<PlainItem, void, undefined> =>
  itemsIn(queryPages(table, options))
