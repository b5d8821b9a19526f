import type { DynamoDBClient, KeySchemaElement } from '@aws-sdk/client-dynamodb'
import { DescribeTableCommand } from '@aws-sdk/client-dynamodb'
import type { TableKey } from '../../wire/wire-state.ts'

/** The keys of a table: its own first, then those of its indexes. */
export const tableKeys = async (client: DynamoDBClient, tableName: string): Promise<readonly TableKey[]> => {
  const { Table = {} } = await client.send(new DescribeTableCommand({ TableName: tableName }))
  const types = new Map(Table.AttributeDefinitions?.map(each => [each.AttributeName, each.AttributeType]))
  const part = (schema: readonly KeySchemaElement[], keyType: string): TableKey['sort'] => {
    const name = schema.find(each => each.KeyType === keyType)?.AttributeName
    return name === undefined ? undefined : { name, type: types.get(name) ?? 'S' }
  }
  const key = (index: string | undefined, schema: readonly KeySchemaElement[] = []): readonly TableKey[] => {
    const partition = part(schema, 'HASH')
    return partition === undefined ? [] : [{ index, partition, sort: part(schema, 'RANGE') }]
  }
  const indexes = [...(Table.GlobalSecondaryIndexes ?? []), ...(Table.LocalSecondaryIndexes ?? [])]
  return [
    ...key(undefined, Table.KeySchema),
    ...indexes.flatMap(({ IndexName, KeySchema }) => key(IndexName, KeySchema)),
  ]
}
