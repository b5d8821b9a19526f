import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'

/** One of DynamoDB's calls. */
export interface Operation<I, O> {
  /** As DynamoDB calls it. */
  readonly name: string
  /** What its capacity is counted as. */
  readonly kind: 'read' | 'write'
  /** Sends it, once. */
  readonly call: (
    client: DynamoDBClient,
    input: I,
    settings: { readonly abortSignal?: AbortSignal },
  ) => Promise<O>
}

const operation = <I, O>(
  name: string,
  kind: 'read' | 'write',
  call: Operation<I, O>['call'],
): Operation<I, O> => Object.freeze({ name, kind, call })

type Of<C extends new (input: never) => unknown> = ConstructorParameters<C>[0]

/** The calls that the store makes. */
export const operations = Object.freeze({
  getItem: operation('GetItem', 'read', (client, input: Of<typeof GetItemCommand>, settings) =>
    client.send(new GetItemCommand(input), settings),
  ),
  putItem: operation('PutItem', 'write', (client, input: Of<typeof PutItemCommand>, settings) =>
    client.send(new PutItemCommand(input), settings),
  ),
  updateItem: operation('UpdateItem', 'write', (client, input: Of<typeof UpdateItemCommand>, settings) =>
    client.send(new UpdateItemCommand(input), settings),
  ),
  deleteItem: operation('DeleteItem', 'write', (client, input: Of<typeof DeleteItemCommand>, settings) =>
    client.send(new DeleteItemCommand(input), settings),
  ),
  query: operation('Query', 'read', (client, input: Of<typeof QueryCommand>, settings) =>
    client.send(new QueryCommand(input), settings),
  ),
  scan: operation('Scan', 'read', (client, input: Of<typeof ScanCommand>, settings) =>
    client.send(new ScanCommand(input), settings),
  ),
  batchGetItem: operation('BatchGetItem', 'read', (client, input: Of<typeof BatchGetItemCommand>, settings) =>
    client.send(new BatchGetItemCommand(input), settings),
  ),
  batchWriteItem: operation(
    'BatchWriteItem',
    'write',
    (client, input: Of<typeof BatchWriteItemCommand>, settings) =>
      client.send(new BatchWriteItemCommand(input), settings),
  ),
  transactWriteItems: operation(
    'TransactWriteItems',
    'write',
    (client, input: Of<typeof TransactWriteItemsCommand>, settings) =>
      client.send(new TransactWriteItemsCommand(input), settings),
  ),
})
