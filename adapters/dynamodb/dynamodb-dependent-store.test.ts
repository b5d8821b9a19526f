import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DeleteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { randomUUID } from 'node:crypto'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Image } from '../../core/attributes/attribute-value.ts'
import type { DependentStore } from '../../processors/cleanup/dependent-store.ts'
import type { DynamoDBAnswer } from '../../test/support/http-endpoint.ts'
import type { DependentStoreUnderTest } from '../../testing/contracts/dependent-store.ts'
import { dependentStoreContract } from '../../testing/contracts/dependent-store.ts'
import { holdTo } from '../../test/contract/hold-to.ts'
import { httpEndpoint, refusal } from '../../test/support/http-endpoint.ts'
import { describeOnTable } from '../../test/support/describe-on-table.ts'
import { indexedTable, keyedTable } from '../../test/support/keyed-table.ts'
import type { TableWay } from '../../test/support/table-ways.ts'
import { tableWays } from '../../test/support/table-ways.ts'
import { dependentStore } from '../open/dependent-store.ts'
import { askBySdk } from './ask-by-sdk.ts'
import { dynamoDbDependentStore } from './dynamodb-dependent-store.ts'
import { sdkImage } from './sdk-image.ts'
import { createTable } from './table-admin.ts'

await describeOnTable('dynoxide', running => {
  const dependents = async (faultyAsk: TableWay['faultyAsk']): Promise<DependentStoreUnderTest> => {
    const { ask, faults } = faultyAsk(running().engine.endpoint)
    const client = running().clients.table
    const definition = keyedTable(`dependents-${randomUUID()}`)
    const { tableName, keyNames } = await createTable(client, definition)
    return {
      store: dynamoDbDependentStore({ ask, tableName, keyNames }),
      put: async item => {
        await client.send(new PutItemCommand({ TableName: tableName, Item: sdkImage(item) }))
      },
      remove: async keys => {
        await client.send(new DeleteItemCommand({ TableName: tableName, Key: sdkImage(keys) }))
      },
      faults,
    }
  }
  for (const { way, faultyAsk } of tableWays)
    holdTo(
      `DynamoDB as a store of dependents, asked ${way}`,
      dependentStoreContract(async () => dependents(faultyAsk)),
    )

  const tableWith = async (...items: readonly Image[]): Promise<string> => {
    const client = running().clients.table
    const { tableName } = await createTable(client, indexedTable(`dependents-${randomUUID()}`))
    for (const each of items)
      await client.send(new PutItemCommand({ TableName: tableName, Item: sdkImage(each) }))
    return tableName
  }
  const arnOf = (table: string): string =>
    `arn:aws:dynamodb:us-east-1:000000000000:table/${table}/stream/2026-01-01T00:00:00.000`
  const parentKeys: Image = { PK: { S: 'parent' }, SK: { S: 'parent' } }
  const child: Image = { PK: { S: 'p' }, SK: { S: 's' }, GSI1PK: { S: 'parent' }, createdAt: { S: '1' } }
  const childKeys: Image = { PK: { S: 'p' }, SK: { S: 's' } }
  const inPartition = { partitionKey: { name: 'PK', value: 'p' } }
  const byIndex = { indexName: 'GSI1', partitionKey: { name: 'GSI1PK', value: 'parent' } }

  it('takes a parent for living that lives in the table of its stream, or in the one of its dependents', async () => {
    const client = running().clients.table
    const [parents, dependents] = [await tableWith(parentKeys), await tableWith(child)]
    const both = [
      [dependents, parents],
      [parents, dependents],
    ] as const
    for (const [tableName, stream] of both) {
      const store = dynamoDbDependentStore({ ask: askBySdk(client), tableName, keyNames: ['PK', 'SK'] })
      const address = { streamArn: arnOf(stream), keys: parentKeys }

      expect(await store.parent(address)).toEqual(parentKeys)
      expect(await store.removeWithoutParent(address, inPartition, [{ keys: childKeys, item: child }])).toBe(
        'parent-lives',
      )
    }
  })

  it('takes a parent for gone whose table is gone, or has keys of another form, and checks the other', async () => {
    const client = running().clients.table
    const tableName = await tableWith(child)
    const store = dynamoDbDependentStore({ ask: askBySdk(client), tableName, keyNames: ['PK', 'SK'] })
    const address = { streamArn: arnOf('no-such-table'), keys: parentKeys }

    expect(await store.parent(address)).toBeUndefined()
    expect(await store.removeWithoutParent(address, inPartition, [{ keys: childKeys, item: child }])).toEqual(
      ['applied'],
    )
  })

  it('looks at the items that an index names as they are now, and spares one that was given to another', async () => {
    const client = running().clients.table
    const tableName = await tableWith(child)
    const store = dynamoDbDependentStore({ ask: askBySdk(client), tableName, keyNames: ['PK', 'SK'] })
    const address = { streamArn: arnOf(tableName), keys: parentKeys }
    const { dependents } = await store.page(byIndex, undefined)
    const moved = { ...child, GSI1PK: { S: 'other' } }
    await client.send(new PutItemCommand({ TableName: tableName, Item: sdkImage(moved) }))

    const results = [
      await store.removeWithoutParent(address, byIndex, dependents),
      await store.removeAsSeen('createdAt', byIndex, dependents),
    ]

    expect([dependents, results]).toEqual([[{ keys: childKeys, item: child }], [['changed'], ['changed']]])
  })
})

describe.each(tableWays)('what the table answers, asked $way', ({ faultyAsk }) => {
  const keys = { PK: { S: 'p' }, SK: { S: 's' } }
  const query = { partitionKey: { name: 'PK', value: 'p' } }
  const dependent = { keys, item: { ...keys, createdAt: { S: '2026' } } }
  const shopArn = 'arn:aws:dynamodb:us-east-1:000000000000:table/shop/stream/2026-01-01T00:00:00.000'
  const address = { streamArn: shopArn, keys }
  const answering = async (answer: DynamoDBAnswer): Promise<DependentStore> => {
    const { endpoint, stop } = await httpEndpoint(() => answer)
    onTestFinished(stop)
    return dynamoDbDependentStore({ ask: faultyAsk(endpoint).ask, tableName: 'shop', keyNames: ['PK', 'SK'] })
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
    await expect(store.parent(address)).rejects.toEqual(expect.objectContaining({ scope: 'sink' }))
    expect(await store.removeAsSeen('createdAt', query, [dependent])).toEqual([trouble])
    expect(await store.removeWithoutParent(address, query, [dependent])).toEqual([trouble])
  })

  it('is asked for consistently, but of an index, which cannot be', async () => {
    const { endpoint, calls, stop } = await httpEndpoint(() => ({ body: {} }))
    onTestFinished(stop)
    const store = dynamoDbDependentStore({
      ask: faultyAsk(endpoint).ask,
      tableName: 'shop',
      keyNames: ['PK', 'SK'],
    })
    const partitionKey = { name: 'PK', value: 'p' }

    await store.page({ partitionKey }, undefined)
    await store.page({ partitionKey, indexName: 'GSI1' }, undefined)
    await store.parent(address)

    expect(calls.map(({ body }) => body['ConsistentRead'])).toEqual([true, undefined, true])
  })

  it.each([
    ['TransactionConflict', 'sink.throttled'],
    ['ThrottlingError', 'sink.throttled'],
    ['ProvisionedThroughputExceeded', 'sink.throttled'],
  ])('a transaction that is cancelled by %s is tried item by item, then %s', async (Code, code) => {
    const store = await answering(
      refusal('TransactionCanceledException', { CancellationReasons: [{ Code: 'None' }, { Code }] }),
    )

    expect(await store.removeWithoutParent(address, query, [dependent, dependent])).toEqual([
      expect.objectContaining({ code, scope: 'sink' }),
      expect.objectContaining({ code, scope: 'sink' }),
    ])
  })

  it('says so when its client answers nothing, as a mocked one does', async () => {
    const send = async (): Promise<undefined> => Promise.resolve(undefined)
    const client = { send } as unknown as DynamoDBClient
    const store = dynamoDbDependentStore({ ask: askBySdk(client), tableName: 'shop', keyNames: ['PK', 'SK'] })
    const nothing = expect.objectContaining({ code: 'sink.unavailable' }) as unknown

    await expect(store.page(query, undefined)).rejects.toEqual(nothing)
    await expect(store.parent(address)).rejects.toEqual(nothing)
    expect(await store.removeAsSeen('createdAt', query, [dependent])).toEqual([nothing])
    expect(await store.removeWithoutParent(address, query, [dependent])).toEqual([nothing])
  })

  it('is asked for by nobody where no table is named', async () => {
    await expect(dependentStore('', ['PK']).parent(address)).rejects.toMatchObject({
      code: 'config.table-missing',
    })
  })
})
