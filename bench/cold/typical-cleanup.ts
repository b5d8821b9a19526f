import { DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb'
import type { TypicalEffect } from './typical.ts'

const client = new DynamoDBClient()

export const typicalCleanup: TypicalEffect = async ({ orderId }) =>
  client.send(
    new QueryCommand({
      TableName: process.env['TABLE_NAME'],
      KeyConditionExpression: 'PK = :pk',
      ExpressionAttributeValues: { ':pk': { S: `ORDER#${String(orderId)}` } },
    }),
  )
