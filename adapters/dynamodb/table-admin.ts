import type { CreateTableCommandInput, DynamoDBClient, TableDescription } from '@aws-sdk/client-dynamodb'
import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  ResourceNotFoundException,
  UpdateTimeToLiveCommand,
  paginateScan,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb'
import type { Image } from '../../core/attributes/attribute-value.ts'
import { imageOf } from './lambda-record.ts'

/** A table that is there, with its stream where it has one. */
export interface CreatedTable {
  readonly tableName: string
  readonly streamArn: string
  readonly keyNames: readonly string[]
}

/** How long a new table may take to become ACTIVE, and how often it is looked at, in the seconds of the SDK. */
const creation = { maxWaitTime: 300, minDelay: 1, maxDelay: 5 }

const describedTable = (tableName: string, Table: TableDescription | undefined): CreatedTable => ({
  tableName,
  streamArn: Table?.LatestStreamArn ?? '',
  keyNames: (Table?.KeySchema ?? []).flatMap(({ AttributeName }) => AttributeName ?? []),
})

/**
 * Creates a table and waits until it is ACTIVE. A table that was just asked for may not be found at first.
 *
 * @throws the SDK's TimeoutError after five minutes
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTable.html
 */
export const createTable = async (
  client: DynamoDBClient,
  definition: CreateTableCommandInput,
): Promise<CreatedTable> => {
  const tableName = definition.TableName ?? ''
  await client.send(new CreateTableCommand(definition))
  await waitUntilTableExists({ client, ...creation }, { TableName: tableName })
  const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName }))
  return describedTable(tableName, Table)
}

/** A table that may be there; its `streamArn` is empty where it has no stream. */
export const describeTable = async (
  client: DynamoDBClient,
  tableName: string,
): Promise<CreatedTable | undefined> => {
  try {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName }))
    return describedTable(tableName, Table)
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined
    throw error
  }
}

/** Lets a table delete items whose time, in this attribute, has come. */
export const expireItems = async (
  client: DynamoDBClient,
  tableName: string,
  attribute: string,
): Promise<void> => {
  const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand({ TableName: tableName }))
  // Asking for what is so already is refused.
  if (TimeToLiveDescription?.AttributeName === attribute) return
  const TimeToLiveSpecification = { AttributeName: attribute, Enabled: true }
  await client.send(new UpdateTimeToLiveCommand({ TableName: tableName, TimeToLiveSpecification }))
}

/** Reads a whole table, consistently, in Lambda's marshalled form. */
export async function* scanTable(
  client: DynamoDBClient,
  { tableName, keyNames }: CreatedTable,
): AsyncGenerator<{ readonly keys: Image; readonly item: Image }> {
  const input = { TableName: tableName, ConsistentRead: true }
  for await (const { Items = [] } of paginateScan({ client }, input)) {
    for (const found of Items) {
      const item = imageOf(found)
      const keys = keyNames.flatMap(name => (item[name] === undefined ? [] : [[name, item[name]] as const]))
      yield { keys: Object.fromEntries(keys), item }
    }
  }
}

/** Deletes a table. */
export const deleteTable = async (client: DynamoDBClient, tableName: string): Promise<void> => {
  await client.send(new DeleteTableCommand({ TableName: tableName }))
}
