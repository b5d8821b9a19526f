import { DeleteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dynamoDbStreamSource } from '../../adapters/dynamodb/stream-source.ts'
import { scanTable } from '../../adapters/dynamodb/table-admin.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import type { StreamSource } from '../../engine/ports/stream-source.ts'
import { shopTable } from '../../model/shop.ts'
import { deleteUser } from '../../model/users/change-user.ts'
import { createUser } from '../../model/users/create-user.ts'
import type { WithTable } from '../support/with-table.ts'
import { reasonToSkip, withTable } from '../support/with-table.ts'

const readAll = async (source: StreamSource): Promise<readonly StreamRecord[]> => {
  const { shards } = await source.shards(undefined)
  const read = shards.map(async ({ shardId }) => {
    const iterator = await source.iterator(shardId, { type: 'TRIM_HORIZON' })
    return (await source.read(iterator)).records
  })
  return (await Promise.all(read)).flat()
}

const user = (email: string) => ({
  userId: 'u1',
  email,
  name: 'Ada',
  company: 'Analytical',
  address: { street: '1 Row', city: 'London', postalCode: undefined, country: 'UK' },
})

describe.each(['dynamodb-local', 'dynoxide'] as const)('%s', kind => {
  let running: WithTable
  let reason: string | undefined
  beforeAll(async () => {
    reason = await reasonToSkip(kind)
    if (reason === undefined) running = await withTable(kind)
  }, 300_000)
  afterAll(async () => {
    if (reason === undefined) await running.engine.stop()
  })

  it("delivers writes as Lambda's records, without those that change nothing", async context => {
    if (reason !== undefined) context.skip(reason)
    const { clients, table } = running
    const TableName = table.tableName
    const Item = {
      PK: { S: 'a' },
      SK: { S: 'a' },
      n: { N: '12345678901234567890.123456789' },
      b: { B: Buffer.from([1, 2]) },
    }
    await clients.table.send(new PutItemCommand({ TableName, Item }))
    await clients.table.send(new PutItemCommand({ TableName, Item }))
    await clients.table.send(new PutItemCommand({ TableName, Item: { ...Item, n: { N: '1' } } }))
    await clients.table.send(new DeleteItemCommand({ TableName, Key: { PK: Item.PK, SK: Item.SK } }))

    const dialect = kind === 'dynoxide' ? 'dynoxide' : 'dynamodb'
    const records = await readAll(
      dynamoDbStreamSource({ client: clients.streams, streamArn: table.streamArn, dialect }),
    )

    expect(records.map(({ eventName }) => eventName)).toEqual(['INSERT', 'MODIFY', 'REMOVE'])
    const [first] = records
    expect(first?.dynamodb?.NewImage).toEqual({ ...Item, b: { B: 'AQI=' } })
    expect(first?.dynamodb?.Keys).toEqual({ PK: { S: 'a' }, SK: { S: 'a' } })
    expect(first?.dynamodb?.SequenceNumber).toMatch(/^\d{21}$/)
    expect(first?.dynamodb?.ApproximateCreationDateTime).toBeGreaterThan(1_700_000_000)
    expect(first?.eventSourceARN).toBe(table.streamArn)
  })

  it('keeps an e-mail address to one user until that user is deleted', async context => {
    if (reason !== undefined) context.skip(reason)
    const shop = shopTable({ client: running.clients.table, tableName: running.table.tableName })
    await createUser(shop, user('ada@example.com'))

    const second = createUser(shop, { ...user('ada@example.com'), userId: 'u2' })

    await expect(second).rejects.toMatchObject({ code: 'shop.email-taken' })
    await deleteUser(shop, user('ada@example.com'))
    await createUser(shop, { ...user('ada@example.com'), userId: 'u2' })
    const items: unknown[] = []
    for await (const { item } of scanTable(shop.client, running.table)) items.push(item['PK'])
    expect(items).toEqual(expect.arrayContaining([{ S: 'USER#u2' }, { S: 'EMAIL#ada@example.com' }]))
    expect(items).not.toContainEqual({ S: 'USER#u1' })
  })
})

it('leaves no process behind', async context => {
  const reason = await reasonToSkip('dynoxide')
  if (reason !== undefined) context.skip(reason)
  const { engine } = await withTable('dynoxide')

  await engine.stop()

  await expect(fetch(engine.endpoint)).rejects.toThrow()
})
