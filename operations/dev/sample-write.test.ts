import type { AttributeDefinition } from '@aws-sdk/client-dynamodb'
import { PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb'
import { expect, it } from 'vitest'
import { createTable } from '../../adapters/dynamodb/table-admin.ts'
import { describeOnTable } from '../../test/support/describe-on-table.ts'
import type { SampleWriteOptions, SampleTable } from './sample-write.ts'
import { writeSample } from './sample-write.ts'

const options: SampleWriteOptions = { random: () => 0, newId: () => 'ab-1', isWanted: () => false }

await describeOnTable('dynoxide', running => {
  const made = async (tableName: string, types: readonly AttributeDefinition[]): Promise<SampleTable> => {
    const [hash, range] = types
    await createTable(running().clients.table, {
      TableName: tableName,
      AttributeDefinitions: [...types],
      KeySchema: [
        { AttributeName: hash?.AttributeName, KeyType: 'HASH' },
        ...(range === undefined ? [] : [{ AttributeName: range.AttributeName, KeyType: 'RANGE' as const }]),
      ],
      BillingMode: 'PAY_PER_REQUEST',
    })
    const keyNames = types.map(({ AttributeName = '' }) => AttributeName)
    return { tableName, keyNames, attributes: types, timeToLive: 'expiresAt' }
  }
  const itemsOf = async (TableName: string) =>
    (await running().clients.table.send(new ScanCommand({ TableName }))).Items ?? []

  it('gets an item of nothing but a key where it is empty, whatever type its key has', async () => {
    const table = await made('empty', [
      { AttributeName: 'a', AttributeType: 'N' },
      { AttributeName: 'b', AttributeType: 'B' },
    ])

    expect(await writeSample(running().clients.table, table, options)).toEqual({
      tableName: 'empty',
      eventName: 'INSERT',
      attribute: undefined,
    })
    expect(await itemsOf('empty')).toEqual([
      { a: { N: '2737' }, b: { B: new Uint8Array(Buffer.from('ab-1')) } },
    ])
  })

  it('counts a number up by one, exactly, and leaves keys and times of deletion alone', async () => {
    const table = await made('counting', [{ AttributeName: 'id', AttributeType: 'N' }])
    const stock = '12345678901234567890123456789012345678'
    const item = { id: { N: '1' }, expiresAt: { N: '2' }, stock: { N: stock }, title: { S: 'x' } }
    await running().clients.table.send(new PutItemCommand({ TableName: 'counting', Item: item }))

    expect((await writeSample(running().clients.table, table, options)).attribute).toBe('stock')
    expect(await itemsOf('counting')).toEqual([{ ...item, stock: { N: `${stock.slice(0, -1)}9` } }])
  })

  it('takes a change that a function wants, where there is one', async () => {
    const table = await made('wanted', [{ AttributeName: 'id', AttributeType: 'S' }])
    const item = { id: { S: '1' }, one: { N: '1' }, two: { N: '1' } }
    await running().clients.table.send(new PutItemCommand({ TableName: 'wanted', Item: item }))

    const isWanted: SampleWriteOptions['isWanted'] = ({ attribute }) => attribute === 'two'
    await writeSample(running().clients.table, table, { ...options, isWanted })
    expect(await itemsOf('wanted')).toEqual([{ ...item, two: { N: '2' } }])
  })

  it('gives an item without a number one', async () => {
    const table = await made('plain', [{ AttributeName: 'id', AttributeType: 'S' }])
    await running().clients.table.send(new PutItemCommand({ TableName: 'plain', Item: { id: { S: '1' } } }))

    await writeSample(running().clients.table, table, options)
    await writeSample(running().clients.table, table, options)
    expect(await itemsOf('plain')).toEqual([{ id: { S: '1' }, sample: { N: '2' } }])
  })
})
