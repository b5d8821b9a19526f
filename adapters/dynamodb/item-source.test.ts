import { DynamoDBClient, DeleteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { randomUUID } from 'node:crypto'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Image } from '../../core/attributes/attribute-value.ts'
import type { ItemSource } from '../../core/refresh/item-source.ts'
import { withoutService } from '../../testing/contracts/contract.ts'
import type { ItemSourceUnderTest } from '../../testing/contracts/item-source.ts'
import { itemSourceContract } from '../../testing/contracts/item-source.ts'
import { describeOnTable } from '../../test/support/describe-on-table.ts'
import type { DynamoDBAnswer } from '../../test/support/http-endpoint.ts'
import { holdTo } from '../../test/contract/hold-to.ts'
import { itemSourceLaws } from '../../test/contract/item-source-laws.ts'
import { httpEndpoint, refusal } from '../../test/support/http-endpoint.ts'
import { keyedTable } from '../../test/support/keyed-table.ts'
import { streamArn } from '../../test/support/records.ts'
import type { TableWay } from '../../test/support/table-ways.ts'
import { tableWays } from '../../test/support/table-ways.ts'
import { askBySdk } from './ask-by-sdk.ts'
import { memoryItemSource } from '../memory/memory-item-source.ts'
import { handlerOptions } from '../open/handler-options.ts'
import { dynamoDbItemSource } from './item-source.ts'
import { sdkImage } from './sdk-image.ts'
import { createTable } from './table-admin.ts'

const inMemory = (): ItemSourceUnderTest => {
  const source = memoryItemSource()
  return { source, put: source.put, remove: source.delete }
}

holdTo('memory as a source of items', itemSourceContract(inMemory, withoutService))
itemSourceLaws('memory', inMemory)

await describeOnTable('dynoxide', running => {
  const items = async (faultyAsk: TableWay['faultyAsk']): Promise<ItemSourceUnderTest> => {
    const { ask, faults } = faultyAsk(running().engine.endpoint)
    const client = running().clients.table
    const { tableName } = await createTable(client, keyedTable(`items-${randomUUID()}`))
    return {
      source: dynamoDbItemSource({ ask, table: tableName }),
      put: async item => {
        await client.send(new PutItemCommand({ TableName: tableName, Item: sdkImage(item) }))
      },
      remove: async keys => {
        await client.send(new DeleteItemCommand({ TableName: tableName, Key: sdkImage(keys) }))
      },
      faults,
    }
  }
  for (const { way, faultyAsk } of tableWays) {
    holdTo(
      `DynamoDB as a source of items, asked ${way}`,
      itemSourceContract(async () => items(faultyAsk)),
    )
    itemSourceLaws(`DynamoDB, asked ${way}`, async () => items(faultyAsk))
  }

  it('parks a key that does not fit the table, and names the missing table and its fix', async () => {
    const { table } = running().clients
    const ask = askBySdk(table)
    const { tableName } = await createTable(table, keyedTable(`items-${randomUUID()}`))
    const keys: Image = { PK: { S: 'p' } }

    await expect(
      dynamoDbItemSource({ ask, table: tableName }).read({ streamArn, keys }),
    ).rejects.toMatchObject({ code: 'aws.key-refused', disposition: 'park', scope: 'record' })
    await expect(dynamoDbItemSource({ ask }).read({ streamArn, keys })).rejects.toMatchObject({
      code: 'aws.table-missing',
      scope: 'sink',
      disposition: 'retry',
      message: expect.stringContaining('"things"') as unknown,
      remedy: expect.stringContaining('TABLE_NAME') as unknown,
    })
  })
})

const keys: Image = { PK: { S: 'p' }, SK: { B: 'AQI=' } }

const answering = async (answer: DynamoDBAnswer, table?: string) => {
  const { endpoint, calls, stop } = await httpEndpoint(() => answer)
  onTestFinished(stop)
  const credentials = { accessKeyId: 'tailrace', secretAccessKey: 'local' }
  const client = new DynamoDBClient({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 })
  return { source: dynamoDbItemSource({ ask: askBySdk(client), table }), calls }
}

describe('a source of items over DynamoDB', () => {
  it.each([
    [undefined, 'things'],
    ['', 'things'],
    ['things-restored', 'things-restored'],
  ])('asks consistently, with table %j by name, else the one that the stream names', async (table, asked) => {
    const { source, calls } = await answering({ body: {} }, table)

    expect(await source.read({ streamArn, keys })).toBeUndefined()
    expect(calls.map(({ operation, body }) => ({ operation, ...body }))).toEqual([
      { operation: 'GetItem', TableName: asked, ConsistentRead: true, Key: keys },
    ])
  })

  it.each([
    ['ProvisionedThroughputExceededException', 'sink.throttled', 'sink', 'retry'],
    ['ThrottlingException', 'sink.throttled', 'sink', 'retry'],
    ['RequestLimitExceeded', 'sink.throttled', 'sink', 'retry'],
    ['InternalServerError', 'sink.unavailable', 'sink', 'retry'],
    ['AccessDeniedException', 'aws.access-denied', 'sink', 'retry'],
    ['ResourceNotFoundException', 'aws.table-missing', 'sink', 'retry'],
    ['ValidationException', 'aws.key-refused', 'record', 'park'],
  ])('%s is %s, of scope %s', async (name, code, scope, disposition) => {
    const { source } = await answering(refusal(name))

    await expect(source.read({ streamArn, keys })).rejects.toMatchObject({ code, scope, disposition })
  })

  it.each([
    '',
    'no-arn',
    'arn:aws:kinesis:eu-central-1:1:stream/x',
    'arn:aws:dynamodb:eu-central-1:1:table/no name/stream/x',
  ])('asks nobody where the stream %j names no table', async arn => {
    const { source, calls } = await answering({ body: {} })

    await expect(source.read({ streamArn: arn, keys })).rejects.toMatchObject({ code: 'aws.table-missing' })
    expect(calls).toEqual([])
  })

  it('says so when its client answers nothing, as a mocked one does', async () => {
    const send = async (): Promise<undefined> => Promise.resolve(undefined)
    const source = dynamoDbItemSource({ ask: askBySdk({ send }) })

    await expect(source.read({ streamArn, keys })).rejects.toMatchObject({
      code: 'sink.unavailable',
      message: expect.stringContaining('answered nothing') as unknown,
    })
  })

  it('is among the options of every function, unopened', () => {
    const items: ItemSource | undefined = handlerOptions({}).items

    expect(items).toEqual({ read: expect.any(Function) as unknown })
  })
})

describe('a table that stands for others', () => {
  const arnOf = (table: string) => streamArn.replace('table/things/', `table/${table}/`)

  it('is asked for the items of those that it replaces, and refuses records of others, which would pass for removed', async () => {
    const { endpoint, calls, stop } = await httpEndpoint(() => ({ body: {} }))
    onTestFinished(stop)
    const client = new DynamoDBClient({
      endpoint,
      region: 'eu-central-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 's' },
    })
    const source = dynamoDbItemSource({ ask: askBySdk(client), table: 'restored', replaces: ['things'] })

    expect(await source.read({ streamArn: arnOf('things'), keys })).toBeUndefined()
    expect(await source.read({ streamArn: arnOf('restored'), keys })).toBeUndefined()
    await expect(source.read({ streamArn: arnOf('others'), keys })).rejects.toMatchObject({
      code: 'aws.table-differs',
      scope: 'sink',
    })
    expect(calls).toHaveLength(2)
  })
})
