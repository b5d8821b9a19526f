import type {
  AttributeValue as SdkValue,
  DeleteItemCommandInput,
  QueryCommandInput,
} from '@aws-sdk/client-dynamodb'
import { mapConcurrently } from '../../core/concurrency/map-concurrently.ts'
import type { Image } from '../../core/attributes/attribute-value.ts'
import { itemKey } from '../../core/record/item-key.ts'
import type {
  Dependent,
  DependentPage,
  DependentQuery,
  Removal,
} from '../../processors/cleanup/dependent-store.ts'
import { answered } from '../aws/answered.ts'
import { asked, awsFailure } from '../aws/aws-failure.ts'
import type { AskTable } from './ask-table.ts'
import { isConditionFailure } from './ask-table.ts'
import type { ExpressionPart } from './dependent-expressions.ts'
import { isFound, keyCondition } from './dependent-expressions.ts'
import { imageOfItem, sdkImage } from './sdk-image.ts'

/** The table that requests for dependents go to. */
export interface DependentTable {
  readonly ask: AskTable
  readonly TableName: string
  readonly keyNames: readonly string[]
  /** As messages name it. */
  readonly sink: string
  /** Requests under way at once. */
  readonly concurrency: number
}

/** Deletes an item if the condition holds. */
export const removeOne = async (
  { ask, sink, TableName }: DependentTable,
  keys: Image,
  condition: ExpressionPart,
  signal: AbortSignal | undefined,
): Promise<Removal> => {
  try {
    const input: DeleteItemCommandInput = {
      TableName,
      Key: sdkImage(keys),
      ConditionExpression: condition.text,
      ExpressionAttributeNames: condition.names,
      ExpressionAttributeValues: condition.values,
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    }
    answered(sink, await ask('DeleteItem', input, signal))
    return 'applied'
  } catch (error) {
    if (isConditionFailure(error)) return error.Item === undefined ? 'unchanged' : 'changed'
    return awsFailure(sink, error, itemKey(keys))
  }
}

/** What an index shows is late and may be a part; the item itself is what is looked at and deleted. */
const itemNow = async (
  { ask, sink, TableName }: DependentTable,
  query: DependentQuery,
  keys: Image,
  signal: AbortSignal | undefined,
): Promise<readonly Dependent[]> => {
  const input = { TableName, Key: sdkImage(keys), ConsistentRead: true }
  const { Item } = answered(sink, await asked(sink, async () => ask('GetItem', input, signal)))
  const item = Item && imageOfItem(Item)
  return item !== undefined && isFound(query, item) ? [{ keys, item }] : []
}

const keysOf = (item: Record<string, SdkValue>, keyNames: readonly string[]): Image =>
  imageOfItem(
    Object.fromEntries(
      keyNames.flatMap(name => (item[name] === undefined ? [] : [[name, item[name]] as const])),
    ),
  )

const queryInput = (
  TableName: string,
  query: DependentQuery,
  cursor: Image | undefined,
): QueryCommandInput => {
  const { indexName } = query
  const { text, names, values } = keyCondition(query)
  return {
    TableName,
    KeyConditionExpression: text,
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: values,
    ...(indexName === undefined ? { ConsistentRead: true } : { IndexName: indexName }),
    ...(cursor && { ExclusiveStartKey: sdkImage(cursor) }),
  }
}

/** One page of a query, each item as it is now. */
export const pageOfDependents = async (
  table: DependentTable,
  query: DependentQuery,
  cursor: Image | undefined,
  signal: AbortSignal | undefined,
): Promise<DependentPage> => {
  const { ask, sink, TableName, keyNames } = table
  const input = queryInput(TableName, query, cursor)
  const { Items = [], LastEvaluatedKey } = answered(
    sink,
    await asked(sink, async () => ask('Query', input, signal)),
  )
  const dependents =
    query.indexName === undefined
      ? Items.map(item => ({ keys: keysOf(item, keyNames), item: imageOfItem(item) }))
      : (
          await mapConcurrently(Items, table.concurrency, async item =>
            itemNow(table, query, keysOf(item, keyNames), signal),
          )
        ).flat()
  return { dependents, cursor: LastEvaluatedKey && imageOfItem(LastEvaluatedKey) }
}
