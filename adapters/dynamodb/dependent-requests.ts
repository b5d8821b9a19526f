import type { AttributeValue as SdkValue, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DeleteItemCommand, GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb'
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
import type { ExpressionPart } from './dependent-expressions.ts'
import { isFound, keyCondition } from './dependent-expressions.ts'
import { imageOfItem, sdkImage } from './sdk-image.ts'

/** The table that requests for dependents go to. */
export interface DependentTable {
  readonly client: DynamoDBClient
  readonly TableName: string
  readonly keyNames: readonly string[]
  /** As messages name it. */
  readonly sink: string
  /** Requests under way at once. */
  readonly concurrency: number
}

const isRefused = (error: unknown): error is Error & { readonly Item?: unknown } =>
  error instanceof Error && error.name === 'ConditionalCheckFailedException'

/** Deletes an item if the condition holds. */
export const removeOne = async (
  { client, sink, TableName }: DependentTable,
  keys: Image,
  condition: ExpressionPart,
  abortSignal: AbortSignal | undefined,
): Promise<Removal> => {
  try {
    const command = new DeleteItemCommand({
      TableName,
      Key: sdkImage(keys),
      ConditionExpression: condition.text,
      ExpressionAttributeNames: condition.names,
      ExpressionAttributeValues: condition.values,
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    })
    answered(sink, await client.send(command, abortSignal && { abortSignal }))
    return 'applied'
  } catch (error) {
    if (isRefused(error)) return error.Item === undefined ? 'unchanged' : 'changed'
    return awsFailure(sink, error, itemKey(keys))
  }
}

/** What an index shows is late and may be a part; the item itself is what is looked at and deleted. */
const itemNow = async (
  { client, sink, TableName }: DependentTable,
  query: DependentQuery,
  keys: Image,
  abortSignal: AbortSignal | undefined,
): Promise<readonly Dependent[]> => {
  const command = new GetItemCommand({ TableName, Key: sdkImage(keys), ConsistentRead: true })
  const { Item } = answered(
    sink,
    await asked(sink, async () => client.send(command, abortSignal && { abortSignal })),
  )
  const item = Item && imageOfItem(Item)
  return item !== undefined && isFound(query, item) ? [{ keys, item }] : []
}

const keysOf = (item: Record<string, SdkValue>, keyNames: readonly string[]): Image =>
  imageOfItem(
    Object.fromEntries(
      keyNames.flatMap(name => (item[name] === undefined ? [] : [[name, item[name]] as const])),
    ),
  )

const queryCommand = (TableName: string, query: DependentQuery, cursor: Image | undefined): QueryCommand => {
  const { indexName } = query
  const { text, names, values } = keyCondition(query)
  return new QueryCommand({
    TableName,
    KeyConditionExpression: text,
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: values,
    ...(indexName === undefined ? { ConsistentRead: true } : { IndexName: indexName }),
    ...(cursor && { ExclusiveStartKey: sdkImage(cursor) }),
  })
}

/** One page of a query, each item as it is now. */
export const pageOfDependents = async (
  table: DependentTable,
  query: DependentQuery,
  cursor: Image | undefined,
  abortSignal: AbortSignal | undefined,
): Promise<DependentPage> => {
  const { client, sink, TableName, keyNames } = table
  const command = queryCommand(TableName, query, cursor)
  const { Items = [], LastEvaluatedKey } = answered(
    sink,
    await asked(sink, async () => client.send(command, abortSignal && { abortSignal })),
  )
  const dependents =
    query.indexName === undefined
      ? Items.map(item => ({ keys: keysOf(item, keyNames), item: imageOfItem(item) }))
      : (
          await mapConcurrently(Items, table.concurrency, async item =>
            itemNow(table, query, keysOf(item, keyNames), abortSignal),
          )
        ).flat()
  return { dependents, cursor: LastEvaluatedKey && imageOfItem(LastEvaluatedKey) }
}
