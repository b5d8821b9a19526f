import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { PutItemCommand, UpdateItemCommand } from 'dynamodb-toolbox'
import { ProductEntity, ReviewEntity, ShopTable } from './src/entities.ts'

interface Place {
  readonly client: DynamoDBClient
  readonly tableName: string
}

/** What `tailrace dev` writes into the table when it starts: through the application's own entities. */
export const input = async ({ client, tableName }: Place): Promise<void> => {
  ShopTable.documentClient = DynamoDBDocumentClient.from(client)
  ShopTable.tableName = tableName
  const put = ProductEntity.build(PutItemCommand)
  await put.item({ productId: 'p1', title: 'Kettle', price: 39.5, status: 'listed' }).send()
  await put.item({ productId: 'p2', title: 'Toaster', price: 24 }).send()
  await ReviewEntity.build(PutItemCommand).item({ productId: 'p1', author: 'ada', stars: 5 }).send()
  await ProductEntity.build(UpdateItemCommand).item({ productId: 'p2', status: 'listed' }).send()
  await ProductEntity.build(UpdateItemCommand).item({ productId: 'p1', status: 'draft' }).send()
}
