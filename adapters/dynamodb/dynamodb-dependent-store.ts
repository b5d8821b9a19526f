import type { AttributeValue as SdkValue, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DeleteItemCommand, GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb'
import type { Image } from '../../core/record/attribute-value.ts'
import { itemKey } from '../../core/record/item-key.ts'
import type { DependentQuery, DependentStore } from '../../processors/cleanup/dependent-store.ts'
import { asked, awsFailure } from '../aws/aws-failure.ts'

/** What {@link dynamoDbDependentStore} takes. */
export interface DynamoDbDependentStoreOptions {
  readonly client: DynamoDBClient
  readonly tableName: string
  /** Names of the table's key attributes. */
  readonly keyNames: readonly string[]
  /** Deletes under way at once. @defaultValue 25 */
  readonly concurrency?: number
}

/** Keys of dependents are texts and numbers, which the SDK and Lambda marshal alike; a binary key is not. */
const toSdk = (keys: Image): Record<string, SdkValue> =>
  Object.fromEntries(
    Object.entries(keys).map(([name, value]) => [
      name,
      'B' in value ? { B: Buffer.from(value.B, 'base64') } : (value as SdkValue),
    ]),
  )

const fromSdk = (item: Record<string, SdkValue>, names: readonly string[]): Image =>
  Object.fromEntries(
    names.flatMap(name => {
      const value = item[name]
      if (value === undefined) return []
      return [
        [
          name,
          value.B === undefined ? (value as Image[string]) : { B: Buffer.from(value.B).toString('base64') },
        ],
      ]
    }),
  )

const isRefused = (error: unknown): boolean =>
  error instanceof Error && error.name === 'ConditionalCheckFailedException'

const queryInput = ({
  indexName,
  partitionKey,
  sortKey,
}: DependentQuery): {
  readonly IndexName?: string
  readonly KeyConditionExpression: string
  readonly ExpressionAttributeNames: Record<string, string>
  readonly ExpressionAttributeValues: Record<string, SdkValue>
} => ({
  ...(indexName !== undefined && { IndexName: indexName }),
  KeyConditionExpression: sortKey === undefined ? '#p = :p' : '#p = :p AND begins_with(#s, :s)',
  ExpressionAttributeNames: { '#p': partitionKey.name, ...(sortKey && { '#s': sortKey.name }) },
  ExpressionAttributeValues: {
    ':p': { S: partitionKey.value },
    ...(sortKey && { ':s': { S: sortKey.prefix } }),
  },
})

/**
 * Dependent items in a DynamoDB table. Deletes go one by one, so many at a time: each carries a condition, which
 * BatchWriteItem cannot, and in a transaction one item that was created anew would hold back the other 99.
 *
 * @throws PipelineError from its functions: `aws.*`, `sink.*`
 */
export const dynamoDbDependentStore = (options: DynamoDbDependentStoreOptions): DependentStore => {
  const { client, tableName: TableName, keyNames, concurrency = 25 } = options
  const sink = `dynamodb://${TableName}`

  const removeOne = async (
    keys: Image,
    condition: { readonly attribute: string; readonly before: string },
    abortSignal: AbortSignal | undefined,
  ): Promise<'applied' | 'unchanged' | Error> => {
    try {
      await client.send(
        new DeleteItemCommand({
          TableName,
          Key: toSdk(keys),
          ConditionExpression: '#created < :before',
          ExpressionAttributeNames: { '#created': condition.attribute },
          ExpressionAttributeValues: { ':before': { S: condition.before } },
        }),
        abortSignal && { abortSignal },
      )
      return 'applied'
    } catch (error) {
      if (isRefused(error)) return 'unchanged'
      return awsFailure(sink, error, itemKey(keys))
    }
  }

  return {
    page: async (query, cursor, abortSignal) => {
      const command = new QueryCommand({
        TableName,
        ...queryInput(query),
        // An index cannot be read consistently; what it shows late, the next removal or verify finds.
        ...(query.indexName === undefined && { ConsistentRead: true }),
        ...(cursor && { ExclusiveStartKey: toSdk(cursor) }),
      })
      const { Items = [], LastEvaluatedKey } = await asked(sink, async () =>
        client.send(command, abortSignal && { abortSignal }),
      )
      const cursorNames = Object.keys(LastEvaluatedKey ?? {})
      return {
        keys: Items.map(item => fromSdk(item, keyNames)),
        cursor: LastEvaluatedKey && fromSdk(LastEvaluatedKey, cursorNames),
      }
    },
    read: async (keys, attribute, abortSignal) => {
      const command = new GetItemCommand({ TableName, Key: toSdk(keys), ConsistentRead: true })
      const { Item } = await asked(sink, async () => client.send(command, abortSignal && { abortSignal }))
      return Item?.[attribute]?.S
    },
    removeOlder: async (keys, condition, signal) => {
      const results: ('applied' | 'unchanged' | Error)[] = []
      for (let start = 0; start < keys.length; start += concurrency) {
        const slice = keys.slice(start, start + concurrency)
        results.push(...(await Promise.all(slice.map(async each => removeOne(each, condition, signal)))))
      }
      return results
    },
  }
}
