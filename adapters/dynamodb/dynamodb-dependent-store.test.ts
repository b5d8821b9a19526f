import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { randomUUID } from 'node:crypto'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { DependentStore } from '../../processors/cleanup/dependent-store.ts'
import { dependentStoreContract } from '../../test/contract/dependent-store.contract.ts'
import type { Answer } from '../../test/support/http-endpoint.ts'
import { httpEndpoint, refusal } from '../../test/support/http-endpoint.ts'
import { describeOnTable } from '../../test/support/describe-on-table.ts'
import { keyedTable } from '../../test/support/keyed-table.ts'
import { dependentStore } from '../open/dependent-store.ts'
import { dynamoDbDependentStore } from './dynamodb-dependent-store.ts'
import { createTable } from './table-admin.ts'

await describeOnTable('dynoxide', running => {
  dependentStoreContract('a table', async () => {
    const client = running().clients.table
    const definition = keyedTable(`dependents-${randomUUID()}`)
    const { tableName, keyNames } = await createTable(client, definition)
    return {
      store: dynamoDbDependentStore({ client, tableName, keyNames }),
      put: async item => {
        const Item = item as NonNullable<PutItemCommand['input']['Item']>
        await client.send(new PutItemCommand({ TableName: tableName, Item }))
      },
    }
  })
})

describe('what the table answers', () => {
  const keys = { PK: { S: 'p' }, SK: { S: 's' } }
  const condition = { attribute: 'createdAt', before: '2026' }
  const answering = async (answer: Answer): Promise<DependentStore> => {
    const { endpoint, stop } = await httpEndpoint(() => answer)
    onTestFinished(stop)
    const credentials = { accessKeyId: 'tailrace', secretAccessKey: 'local' }
    // One attempt, because the waits between several are the SDK's own.
    const client = new DynamoDBClient({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 })
    return dynamoDbDependentStore({ client, tableName: 'shop', keyNames: ['PK', 'SK'] })
  }

  it.each([
    ['ProvisionedThroughputExceededException', 'sink.throttled'],
    ['InternalServerError', 'sink.unavailable'],
    ['ResourceNotFoundException', 'aws.resource-missing'],
    ['AccessDeniedException', 'aws.access-denied'],
  ])('%s is %s, and no attempt at a record', async (name, code) => {
    const store = await answering(refusal(name))
    const trouble = expect.objectContaining({ code, scope: 'sink', disposition: 'retry' }) as unknown

    await expect(store.page({ partitionKey: { name: 'PK', value: 'p' } }, undefined)).rejects.toEqual(trouble)
    await expect(store.read(keys, 'createdAt')).rejects.toEqual(trouble)
    expect(await store.removeOlder([keys], condition)).toEqual([trouble])
  })

  it('is asked for consistently, but of an index, which cannot be', async () => {
    const { client, calls, stop } = await httpEndpoint(() => ({ body: {} }))
    onTestFinished(stop)
    const store = dynamoDbDependentStore({ client, tableName: 'shop', keyNames: ['PK', 'SK'] })
    const partitionKey = { name: 'PK', value: 'p' }

    await store.page({ partitionKey }, undefined)
    await store.page({ partitionKey, indexName: 'GSI1' }, undefined)
    await store.read(keys, 'createdAt')

    expect(calls.map(({ body }) => body['ConsistentRead'])).toEqual([true, undefined, true])
  })

  it('is asked for by nobody where no table is named', async () => {
    await expect(dependentStore('', ['PK']).read(keys, 'createdAt')).rejects.toMatchObject({
      code: 'config.table-missing',
    })
  })
})
