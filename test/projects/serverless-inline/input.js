import { PutItemCommand } from '@aws-sdk/client-dynamodb'

export const input = async ({ client, tableName, onProgress }) => {
  for (const id of ['p1', 'p2', 'p3'])
    await client.send(new PutItemCommand({ TableName: tableName, Item: { id: { S: id } } }))
  onProgress({ done: 3, total: 3 })
}
