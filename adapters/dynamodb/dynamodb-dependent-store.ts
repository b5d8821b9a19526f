import type { AttributeValue as SdkValue, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DeleteItemCommand, GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb'
import { chunksOf } from '../../core/concurrency/chunks-of.ts'
import { mapConcurrently } from '../../core/concurrency/map-concurrently.ts'
import { locate } from '../../core/diff/attribute-at.ts'
import type { Image } from '../../core/record/attribute-value.ts'
import { itemKey } from '../../core/record/item-key.ts'
import type {
  Dependent,
  DependentQuery,
  DependentStore,
  Removal,
} from '../../processors/cleanup/dependent-store.ts'
import { answered } from '../aws/answered.ts'
import { asked, awsFailure } from '../aws/aws-failure.ts'
import type { Expression } from './dependent-expressions.ts'
import { both, indexCondition, isFound, isSeen, keyCondition, stillFound } from './dependent-expressions.ts'
import { parentTables } from './parent-tables.ts'
import { removeInTransaction } from './remove-in-transaction.ts'
import { imageOfItem, sdkImage } from './sdk-image.ts'

/** What {@link dynamoDbDependentStore} takes. */
export interface DynamoDbDependentStoreOptions {
  readonly client: DynamoDBClient
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

const isRefused = (error: unknown): error is Error & { readonly Item?: unknown } =>
  error instanceof Error && error.name === 'ConditionalCheckFailedException'

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
  const { client, tableName: TableName, keyNames, concurrency = 25 } = options
  const sink = `dynamodb://${TableName}`
  const parents = parentTables(options)

  const removeOne = async (
    keys: Image,
    condition: Expression,
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

  const keysOf = (item: Record<string, SdkValue>): Image =>
    imageOfItem(
      Object.fromEntries(
        keyNames.flatMap(name => (item[name] === undefined ? [] : [[name, item[name]] as const])),
      ),
    )

  return {
    page: async (query, cursor, abortSignal) => {
      const { indexName } = query
      const { text, names, values } = keyCondition(query)
      const command = new QueryCommand({
        TableName,
        KeyConditionExpression: text,
        ExpressionAttributeNames: names,
        ExpressionAttributeValues: values,
        ...(indexName === undefined ? { ConsistentRead: true } : { IndexName: indexName }),
        ...(cursor && { ExclusiveStartKey: sdkImage(cursor) }),
      })
      const { Items = [], LastEvaluatedKey } = answered(
        sink,
        await asked(sink, async () => client.send(command, abortSignal && { abortSignal })),
      )
      const dependents =
        indexName === undefined
          ? Items.map(item => ({ keys: keysOf(item), item: imageOfItem(item) }))
          : (
              await mapConcurrently(Items, concurrency, async item =>
                itemNow(query, keysOf(item), abortSignal),
              )
            ).flat()
      return { dependents, cursor: LastEvaluatedKey && imageOfItem(LastEvaluatedKey) }
    },
    parent: async (address, signal) => (await parents.read(address, signal)).item,
    removeWithoutParent: async (parent, query, dependents, signal) => {
      const tables = await parents.tables(parent, signal)
      if (tables === 'parent-lives') return tables
      const results: Removal[] = []
      for (const piece of inPieces(dependents)) {
        const own = {
          client,
          sink,
          TableName,
          tables,
          parentKeys: parent.keys,
          condition: stillFound(query, keyNames),
        }
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
        return removeOne(keys, both(isSeen(seen), indexCondition(query)), signal)
      }),
  }
}
