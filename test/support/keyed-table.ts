import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb'

/** A table of the keys PK and SK alone: as the ledger needs it, TTL apart, which local engines do not act on. */
export const keyedTable = (TableName: string): CreateTableCommandInput => ({
  TableName,
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [
    { AttributeName: 'PK', AttributeType: 'S' },
    { AttributeName: 'SK', AttributeType: 'S' },
  ],
  KeySchema: [
    { AttributeName: 'PK', KeyType: 'HASH' },
    { AttributeName: 'SK', KeyType: 'RANGE' },
  ],
})

/** The same with an index GSI1 over the attribute GSI1PK, which shows keys alone. */
export const indexedTable = (TableName: string): CreateTableCommandInput => {
  const { AttributeDefinitions = [], ...table } = keyedTable(TableName)
  return {
    ...table,
    AttributeDefinitions: [...AttributeDefinitions, { AttributeName: 'GSI1PK', AttributeType: 'S' }],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'GSI1',
        KeySchema: [{ AttributeName: 'GSI1PK', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ],
  }
}
