import type { AttributeValue, DynamoDBClient, TransactWriteItem } from '@aws-sdk/client-dynamodb'
import { TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb'
import { marshalItem } from '../../core/attributes/marshal.ts'
import type { Clock } from '../../core/clock.ts'
import type { Keys } from '../keys.ts'

/** What every write of the shop needs. */
export interface Shop {
  readonly client: DynamoDBClient
  readonly tableName: string
  readonly clock: Clock
}

/** The shop's items hold no binary, so their images are what the SDK takes. */
export const toSdk = (item: object): Record<string, AttributeValue> =>
  marshalItem(item) as Record<string, AttributeValue>

export const nowText = ({ clock }: Shop): string => new Date(clock.now()).toISOString()

/** A put of an item that must not be there yet. */
export const putNew = (shop: Shop, keys: Keys, type: string, content: object): TransactWriteItem => {
  const now = nowText(shop)
  return {
    Put: {
      TableName: shop.tableName,
      Item: toSdk({ ...keys, type, ...content, createdAt: now, updatedAt: now }),
      ConditionExpression: 'attribute_not_exists(PK)',
    },
  }
}

export const removal = (shop: Shop, keys: Keys): TransactWriteItem => ({
  Delete: { TableName: shop.tableName, Key: toSdk(keys) },
})

export const transact = async (shop: Shop, actions: readonly TransactWriteItem[]): Promise<void> => {
  await shop.client.send(new TransactWriteItemsCommand({ TransactItems: [...actions] }))
}
