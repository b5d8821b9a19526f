import type { CreateTableCommandInput, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  paginateScan,
} from '@aws-sdk/client-dynamodb'
import type { Clock } from '../../core/clock.ts'
import type { Image } from '../../core/record/attribute-value.ts'
import { imageOf } from './lambda-record.ts'

/** A table that is there, with its stream. */
export interface CreatedTable {
  readonly tableName: string
  readonly streamArn: string
  readonly keyNames: readonly string[]
}

const pollMs = 100

/** Creates a table and waits until it is ACTIVE. */
export const createTable = async (
  client: DynamoDBClient,
  definition: CreateTableCommandInput,
  clock: Clock,
): Promise<CreatedTable> => {
  const tableName = definition.TableName ?? ''
  await client.send(new CreateTableCommand(definition))
  for (;;) {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName }))
    if (Table?.TableStatus === 'ACTIVE') {
      const keyNames = (Table.KeySchema ?? []).flatMap(({ AttributeName }) => AttributeName ?? [])
      return { tableName, streamArn: Table.LatestStreamArn ?? '', keyNames }
    }
    await clock.wait(pollMs)
  }
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
