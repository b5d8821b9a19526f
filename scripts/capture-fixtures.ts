// Makes the captured fixtures of test/fixtures anew: writes a few items on the local table engines and captures them.
import { execFileSync } from 'node:child_process'
import type {
  AttributeValue,
  CreateTableCommandInput,
  DynamoDBClient,
  StreamViewType,
} from '@aws-sdk/client-dynamodb'
import {
  CreateTableCommand,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb'
import { systemClock } from '../core/clock.ts'
import type { LocalEngine } from '../test/support/with-table.ts'
import { withTable } from '../test/support/with-table.ts'
import { shopLife } from './fixtures/shop-life.ts'

const folder = 'test/fixtures'
const Key = { PK: { S: 'ORDER#1' }, SK: { S: 'ORDER' } }

const order: Record<string, AttributeValue> = {
  ...Key,
  status: { S: 'PLACED' },
  email: { S: 'ada@example.com' },
  total: { N: '12345678901234567890123456789012345678' },
  discount: { N: '-0.000000000000000000000000000000000001' },
  coupons: { SS: ['SPRING', 'ä€😀'] },
  quantities: { NS: ['1', '2.5', '-3'] },
  signature: { B: Buffer.from([0, 1, 127, 128, 254, 255]) },
  attachments: { BS: [Buffer.from('a'), Buffer.from([255])] },
  lines: { L: [{ M: { sku: { S: 'chai' }, price: { N: '18' } } }, { M: { sku: { S: 'tofu' } } }] },
  address: { M: { city: { S: 'London' }, geo: { M: {} } } },
  gift: { BOOL: false },
  note: { NULL: true },
  comment: { S: '' },
  tags: { L: [] },
}

const tableOf = (TableName: string, view: StreamViewType): CreateTableCommandInput => ({
  TableName,
  BillingMode: 'PAY_PER_REQUEST',
  KeySchema: [
    { AttributeName: 'PK', KeyType: 'HASH' },
    { AttributeName: 'SK', KeyType: 'RANGE' },
  ],
  AttributeDefinitions: [
    { AttributeName: 'PK', AttributeType: 'S' },
    { AttributeName: 'SK', AttributeType: 'S' },
  ],
  StreamSpecification: { StreamEnabled: true, StreamViewType: view },
})

const setStatus = async (client: DynamoDBClient, TableName: string, status: string): Promise<unknown> =>
  client.send(
    new UpdateItemCommand({
      TableName,
      Key,
      UpdateExpression: 'SET #s = :s',
      ExpressionAttributeNames: { '#s': 'status' },
      ExpressionAttributeValues: { ':s': { S: status } },
    }),
  )

/** An order is placed, paid, paid once more, which changes nothing, shipped and deleted. */
const orderLife = async (client: DynamoDBClient, table: CreateTableCommandInput): Promise<void> => {
  const { TableName } = table
  await client.send(new CreateTableCommand(table))
  await client.send(new PutItemCommand({ TableName, Item: order }))
  for (const status of ['PAID', 'PAID', 'SHIPPED']) await setStatus(client, TableName ?? '', status)
  await client.send(new DeleteItemCommand({ TableName, Key }))
}

/** A session whose time is over is removed by the engine's own TTL service, which takes its time. */
const expiredSession = async (client: DynamoDBClient, table: CreateTableCommandInput): Promise<void> => {
  const { TableName } = table
  await client.send(new CreateTableCommand(table))
  await client.send(
    new UpdateTimeToLiveCommand({
      TableName,
      TimeToLiveSpecification: { Enabled: true, AttributeName: 'expiresAt' },
    }),
  )
  const session = { PK: { S: 'SESSION#1' }, SK: { S: 'SESSION' } }
  const expiresAt = { N: String(Math.floor(systemClock.now() / 1000) + 2) }
  await client.send(new PutItemCommand({ TableName, Item: { ...session, expiresAt } }))
  for (;;) {
    const { Item } = await client.send(new GetItemCommand({ TableName, Key: session, ConsistentRead: true }))
    if (Item === undefined) return
    await systemClock.wait(1_000)
  }
}

const capture = (endpoint: string, table: string, file: string, ...args: readonly string[]): void => {
  const command = ['bin/tailrace.mjs', 'capture', '--table', table, '-o', `${folder}/${file}`, ...args]
  execFileSync(process.execPath, command, {
    env: { ...process.env, AWS_ENDPOINT_URL: endpoint },
    stdio: 'inherit',
  })
}

const captureFrom = async (kind: LocalEngine): Promise<void> => {
  const { engine, clients, table } = await withTable(kind)
  try {
    await shopLife(clients.table, table.tableName, systemClock)
    capture(engine.endpoint, table.tableName, `shop-life.${kind}.ndjson`)
    await orderLife(clients.table, tableOf('orders', 'NEW_AND_OLD_IMAGES'))
    capture(engine.endpoint, 'orders', `order-life.${kind}.ndjson`)
    if (kind !== 'dynamodb-local') return
    capture(
      engine.endpoint,
      'orders',
      'order-life.redacted.ndjson',
      '--redact',
      'PK,email,total,address.city',
    )
    await orderLife(clients.table, tableOf('bare-orders', 'KEYS_ONLY'))
    capture(engine.endpoint, 'bare-orders', `keys-only.${kind}.ndjson`)
    await expiredSession(clients.table, tableOf('sessions', 'NEW_AND_OLD_IMAGES'))
    capture(engine.endpoint, 'sessions', `ttl-removal.${kind}.ndjson`)
  } finally {
    await engine.stop()
  }
}

for (const kind of ['dynamodb-local', 'dynoxide'] as const) await captureFrom(kind)
