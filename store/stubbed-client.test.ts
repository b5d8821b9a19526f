import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { describe, expect, it, vi } from 'vitest'
import { batchGet } from './verbs/batch-get.ts'
import { batchWrite } from './verbs/batch-write.ts'
import { changes } from './expressions/changes.ts'
import { get } from './verbs/get.ts'
import { collect } from './calls/page.ts'
import { put } from './verbs/put.ts'
import { itemCount } from './queries/item-count.ts'
import { mergedQuery } from './queries/merged-query.ts'
import { parallelScan } from './queries/parallel-scan.ts'
import { query } from './verbs/query.ts'
import { addReplica, createGlobalTable, removeReplica } from './regions/replicas.ts'
import { remove } from './verbs/remove.ts'
import { scan } from './verbs/scan.ts'
import type { Table } from './table.ts'
import { table } from './table.ts'
import { transact } from './transactions/transact.ts'
import { transaction } from './transactions/transaction.ts'
import { update } from './verbs/update.ts'

const key = { PK: 'a', SK: 'b' }
const noTime = { now: () => 0, wait: async () => Promise.resolve() }

/** Ends what would go on for ever. */
const maxCalls = 100

const stubbed = (answer: unknown): { readonly client: DynamoDBClient; readonly calls: () => number } => {
  const send = vi.fn(async () => {
    if (send.mock.calls.length > maxCalls) throw new Error('it goes on for ever')
    return Promise.resolve(answer)
  })
  return { client: { send } as unknown as DynamoDBClient, calls: () => send.mock.calls.length }
}

const tableOf = (client: DynamoDBClient): Table =>
  table({
    client,
    tableName: 'shop',
    keys: { partitionKey: 'PK', sortKey: 'SK' },
    indexes: { GSI1: { partitionKey: 'PK', sortKey: 'SK' } },
    clock: noTime,
    random: () => 1,
  })

const global = (client: DynamoDBClient) => ({ client, tableName: 'shop', clock: noTime })

const verbs: Readonly<Record<string, (client: DynamoDBClient) => Promise<unknown>>> = {
  get: async client => get(tableOf(client), key),
  put: async client => put(tableOf(client), key),
  remove: async client => remove(tableOf(client), key),
  update: async client => update(tableOf(client), key, changes().set('n', 1)),
  query: async client => collect(query(tableOf(client), { partition: 'a' })),
  scan: async client => collect(scan(tableOf(client))),
  batchGet: async client => batchGet(tableOf(client), [key]),
  batchWrite: async client => batchWrite(tableOf(client), [{ put: key }]),
  transact: async client => transact(tableOf(client), transaction().put(key)),
  mergedQuery: async client =>
    collect(mergedQuery(tableOf(client), { of: [{ partition: 'a' }, { partition: 'b' }] })),
  parallelScan: async client => collect(parallelScan(tableOf(client), { segments: 2 })),
  itemCount: async client => itemCount(tableOf(client)),
  createGlobalTable: async client =>
    createGlobalTable(global(client), {
      AttributeDefinitions: [{ AttributeName: 'PK', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'PK', KeyType: 'HASH' }],
    }),
  addReplica: async client => addReplica(global(client), 'eu-west-1'),
  removeReplica: async client => removeReplica(global(client), 'eu-west-1'),
}

describe('a client that was stubbed', () => {
  it.each(Object.keys(verbs))(
    'and answers nothing ends %s with a clear error, after few calls',
    async verb => {
      for (const nothing of [undefined, null]) {
        const { client, calls } = stubbed(nothing)

        await expect(verbs[verb]?.(client)).rejects.toMatchObject({ code: 'store.answer-missing' })
        expect(calls()).toBeLessThan(5)
      }
    },
  )

  it.each(['query', 'scan', 'mergedQuery', 'parallelScan'])(
    'and answers the same page for ever does not keep %s reading',
    async verb => {
      const { client, calls } = stubbed({ Items: [], LastEvaluatedKey: { PK: { S: 'a' }, SK: { S: 'b' } } })

      await expect(verbs[verb]?.(client)).rejects.toMatchObject({ code: 'store.answer-missing' })
      expect(calls()).toBeLessThan(10)
    },
  )

  it.each(['createGlobalTable', 'addReplica', 'removeReplica'])(
    'and describes no table does not keep %s waiting',
    async verb => {
      const { client, calls } = stubbed({})

      await expect(verbs[verb]?.(client)).rejects.toMatchObject({ code: 'store.answer-missing' })
      expect(calls()).toBeLessThan(10)
    },
  )

  it('and leaves all unprocessed for ever ends with what is left', async () => {
    const Key = { PK: { S: 'a' }, SK: { S: 'b' } }
    const reading = stubbed({ UnprocessedKeys: { shop: { Keys: [Key] } } })
    const writing = stubbed({ UnprocessedItems: { shop: [{ PutRequest: { Item: Key } }] } })

    await expect(batchGet(tableOf(reading.client), [key])).rejects.toMatchObject({ code: 'store.unread' })
    await expect(batchWrite(tableOf(writing.client), [{ put: key }])).rejects.toMatchObject({
      code: 'store.unwritten',
    })
  })
})
