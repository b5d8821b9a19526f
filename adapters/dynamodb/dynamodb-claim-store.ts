import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import type { ClaimStore, ClaimWrite } from '../../core/ledger/claim-store.ts'
import { asked } from '../aws/aws-failure.ts'
import type { TableOperations } from './ask-table.ts'
import { isConditionFailure } from './ask-table.ts'
import type { DynamoDbLedgerStoreOptions } from './dynamodb-ledger-store.ts'

const sortKey = { S: 'claim' }

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
  options: Pick<DynamoDbLedgerStoreOptions, 'ask' | 'tableName'>,
): ClaimStore => {
  const { ask, tableName: TableName } = options
  const sink = `dynamodb://${TableName}`
  return {
    write: async ({ place, expected, text, expiresAtMs }, signal) => {
      const input: TableOperations['PutItem']['input'] = {
        TableName,
        Item: {
          PK: { S: place },
          SK: sortKey,
          claim: { S: text },
          expiresAt: { N: String(Math.ceil(expiresAtMs / 1000)) },
        },
        ...conditionFor(expected),
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }
      return asked<ClaimWrite>(sink, async () => {
        try {
          await ask('PutItem', input, signal)
          return { isWritten: true }
        } catch (error) {
          if (!isConditionFailure(error)) throw error
          const found = claimIn(error.Item)
          // A request is made again when an answer is lost, and finds what it wrote itself.
          return found === text ? { isWritten: true } : { isWritten: false, found }
        }
      })
    },
    read: async (place, signal) => {
      const Key = { PK: { S: place }, SK: sortKey }
      const { Item } = await asked(sink, async () =>
        ask('GetItem', { TableName, Key, ConsistentRead: true }, signal),
      )
      return claimIn(Item)
    },
  }
}
