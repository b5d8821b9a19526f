import { DeleteItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { productKey, productKeys } from '../keys.ts'
import type { Shop } from './shop.ts'
import { nowText, putNew, toSdk, transact } from './shop.ts'

/** What makes a product; `quantity` is its stock. */
export interface NewProduct {
  readonly productId: string
  readonly title: string
  readonly category: string
  readonly price: number
  readonly quantity: number
}

/** Creates a product; fails when the id is taken. */
export const createProduct = async (shop: Shop, product: NewProduct): Promise<void> =>
  transact(shop, [putNew(shop, productKeys(product), 'PRODUCT', product)])

/** Changes the price of a product that is there. */
export const updatePrice = async (shop: Shop, productId: string, price: number): Promise<void> => {
  await shop.client.send(
    new UpdateItemCommand({
      TableName: shop.tableName,
      Key: toSdk(productKey(productId)),
      UpdateExpression: 'SET price = :price, updatedAt = :now',
      ConditionExpression: 'attribute_exists(PK)',
      ExpressionAttributeValues: toSdk({ ':price': price, ':now': nowText(shop) }),
    }),
  )
}

export const deleteProduct = async (shop: Shop, productId: string): Promise<void> => {
  await shop.client.send(
    new DeleteItemCommand({ TableName: shop.tableName, Key: toSdk(productKey(productId)) }),
  )
}
