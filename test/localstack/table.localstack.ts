import { readFileSync } from 'node:fs'
import { DeleteTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, describe, inject } from 'vitest'
import { createTable } from '../../adapters/dynamodb/table-admin.ts'
import { tableDefinition } from '../../operations/table/table-definition.ts'
import { shopContract } from '../contract/shop.contract.ts'
import { storeContract } from '../contract/store.contract.ts'

describe.skipIf('missing' in inject('target'))('the store on LocalStack', () => {
  const client = new DynamoDBClient()
  const tableName = 'tailrace-store'
  beforeAll(async () => {
    const yaml = readFileSync('infra/table.yml', 'utf8')
    await createTable(client, tableDefinition(yaml, 'infra/table.yml', tableName))
  })
  afterAll(async () => {
    await client.send(new DeleteTableCommand({ TableName: tableName }))
    client.destroy()
  })

  const given = () => ({ client, tableName })
  storeContract(given, {
    transactionalCapacity: "LocalStack's DynamoDB Local counts the units of a transaction twice",
  })
  shopContract(given)
})
