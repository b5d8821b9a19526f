import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import {
  BatchWriteItemCommand,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import type { BySdk } from '../aws/ask-service.ts'
import { askedBySdk } from '../aws/ask-service.ts'
import type { AskTable, TableOperations } from './ask-table.ts'

/** As much of the SDK's client as is used, so that a mocked one is one too. */
export type SendsCommands = Pick<DynamoDBClient, 'send'>

const send: BySdk<TableOperations, SendsCommands> = {
  BatchWriteItem: async (client, input, options) => client.send(new BatchWriteItemCommand(input), options),
  DeleteItem: async (client, input, options) => client.send(new DeleteItemCommand(input), options),
  GetItem: async (client, input, options) => client.send(new GetItemCommand(input), options),
  PutItem: async (client, input, options) => client.send(new PutItemCommand(input), options),
  Query: async (client, input, options) => client.send(new QueryCommand(input), options),
  TransactWriteItems: async (client, input, options) =>
    client.send(new TransactWriteItemsCommand(input), options),
  UpdateItem: async (client, input, options) => client.send(new UpdateItemCommand(input), options),
}

/** Asks by the SDK's client. */
export const askBySdk = (client: SendsCommands): AskTable => askedBySdk(client, send)
