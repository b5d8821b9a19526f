import type { AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { ConditionalCheckFailedException, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import type { ClaimStore, ClaimWrite } from '../../core/ledger/claim-store.ts'
import { asked } from '../aws/aws-failure.ts'
import type { DynamoDbLedgerStoreOptions } from './dynamodb-ledger-store.ts'

const sortKey = { S: 'claim' }

const until = (signal: AbortSignal | undefined): { readonly abortSignal?: AbortSignal } =>
  signal === undefined ? {} : { abortSignal: signal }

/** Where it stands alone, or where what is known of it stands. */
const conditionFor = (expected: string | undefined) =>
  expected === undefined
    ? { ConditionExpression: 'attribute_not_exists(PK)' }
    : {
        ConditionExpression: 'claim = :expected',
        ExpressionAttributeValues: { ':expected': { S: expected } },
      }

const claimIn = (item: Record<string, AttributeValue> | undefined): string | undefined => item?.['claim']?.S

/**
 * Claims in the ledger's table: an item each, under a partition key of its own, written on the condition that nobody
 * else has written it. They leave by TTL.
 */
export const dynamoDbClaimStore = (
  options: Pick<DynamoDbLedgerStoreOptions, 'client' | 'tableName'>,
): ClaimStore => {
  const { client, tableName: TableName }: { client: DynamoDBClient; tableName: string } = options
  const sink = `dynamodb://${TableName}`
  return {
    write: async ({ place, expected, text, expiresAtMs }, signal) => {
      const command = new PutItemCommand({
        TableName,
        Item: {
          PK: { S: place },
          SK: sortKey,
          claim: { S: text },
          expiresAt: { N: String(Math.ceil(expiresAtMs / 1000)) },
        },
        ...conditionFor(expected),
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      })
      return asked<ClaimWrite>(sink, async () => {
        try {
          await client.send(command, until(signal))
          return { isWritten: true }
        } catch (error) {
          if (!(error instanceof ConditionalCheckFailedException)) throw error
          const found = claimIn(error.Item)
          // The SDK tries again when an answer is lost, and finds what it wrote itself.
          return found === text ? { isWritten: true } : { isWritten: false, found }
        }
      })
    },
    read: async (place, signal) => {
      const command = new GetItemCommand({
        TableName,
        Key: { PK: { S: place }, SK: sortKey },
        ConsistentRead: true,
      })
      const { Item } = await asked(sink, async () => client.send(command, until(signal)))
      return claimIn(Item)
    },
  }
}
