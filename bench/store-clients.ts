// The same work on one table of each library: the items that all of them write and read, as a program means them.
import { setTimeout } from 'node:timers/promises'
import type { DynamoDBClient, WriteRequest } from '@aws-sdk/client-dynamodb'
import {
  BatchWriteItemCommand,
  TransactWriteItemsCommand,
  paginateScan as paginateSdkScan,
} from '@aws-sdk/client-dynamodb'
import { DynamoDBDocument, paginateScan } from '@aws-sdk/lib-dynamodb'
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb'
import * as toolbox from 'dynamodb-toolbox'
import { Entity as ElectroEntity, Service } from 'electrodb'
import { chunksOf } from '../core/concurrency/chunks-of.ts'
import { batchWrite } from '../store/verbs/batch-write.ts'
import { scan } from '../store/verbs/scan.ts'
import { table } from '../store/table.ts'
import { transact } from '../store/transactions/transact.ts'
import { transaction } from '../store/transactions/transaction.ts'

/** What is written and has to be read again. */
export interface Thing {
  readonly group: string
  readonly id: string
  readonly title: string
  readonly price: number
  readonly stock: number
  readonly lines: readonly string[]
}

/** How a library does the three. */
export interface StoreClient {
  readonly writeAll: (things: readonly Thing[]) => Promise<void>
  /** All things of the table, in any order. */
  readonly scanAll: () => Promise<readonly Thing[]>
  /** These in one transaction. */
  readonly writeTogether: (things: readonly Thing[]) => Promise<void>
}

const segments = 4
const perBatch = 25
const keyOf = ({ group, id }: Thing) => ({ pk: `THING#${group}`, sk: `ID#${id}` })
const itemOf = (thing: Thing) => ({ ...keyOf(thing), ...thing })

const thingOf = ({ group, id, title, price, stock, lines }: Thing): Thing => ({
  group,
  id,
  title,
  price,
  stock,
  lines,
})

const inSegments = async (
  read: (number: number) => Promise<readonly unknown[]>,
): Promise<readonly Thing[]> => {
  const all = await Promise.all(Array.from({ length: segments }, async (_, number) => read(number)))
  return all.flat().map(found => thingOf(found as Thing))
}

export const ours = (client: DynamoDBClient, tableName: string): StoreClient => {
  const at = { client, tableName }
  const things = table({ ...at, keys: { partitionKey: 'pk', sortKey: 'sk' } })
  return {
    writeAll: async all =>
      batchWrite(
        things,
        all.map(thing => ({ put: itemOf(thing) })),
      ),
    scanAll: async () =>
      inSegments(async number => {
        const found: unknown[] = []
        for await (const item of scan(things, { segment: { number, of: segments } })) found.push(item)
        return found
      }),
    writeTogether: async all =>
      transact(
        things,
        all.reduce((whole, thing) => whole.put(itemOf(thing)), transaction()),
      ),
  }
}

/** Batches of 25 one after the other, and again what was not processed: what anybody writes around a client. */
const inBatches = async <T>(
  requests: readonly T[],
  write: (batch: T[]) => Promise<T[] | undefined>,
): Promise<void> => {
  for (const chunk of chunksOf(requests, perBatch)) {
    let left: T[] | undefined = [...chunk]
    while (left !== undefined && left.length > 0) {
      left = await write(left)
      if (left !== undefined && left.length > 0) await setTimeout(50)
    }
  }
}

export const plainSdk = (client: DynamoDBClient, TableName: string): StoreClient => ({
  writeAll: async all =>
    inBatches<WriteRequest>(
      all.map(thing => ({ PutRequest: { Item: marshall(itemOf(thing)) } })),
      async batch => {
        const command = new BatchWriteItemCommand({ RequestItems: { [TableName]: batch } })
        return (await client.send(command)).UnprocessedItems?.[TableName]
      },
    ),
  scanAll: async () =>
    inSegments(async Segment => {
      const found: unknown[] = []
      for await (const { Items = [] } of paginateSdkScan(
        { client },
        { TableName, Segment, TotalSegments: segments },
      ))
        for (const item of Items) found.push(unmarshall(item))
      return found
    }),
  writeTogether: async all => {
    const TransactItems = all.map(thing => ({ Put: { TableName, Item: marshall(itemOf(thing)) } }))
    await client.send(new TransactWriteItemsCommand({ TransactItems }))
  },
})

export const libDynamodb = (client: DynamoDBClient, TableName: string): StoreClient => {
  const document = DynamoDBDocument.from(client)
  return {
    writeAll: async all =>
      inBatches(
        all.map(thing => ({ PutRequest: { Item: itemOf(thing) } })),
        async batch => {
          const { UnprocessedItems } = await document.batchWrite({ RequestItems: { [TableName]: batch } })
          return UnprocessedItems?.[TableName] as typeof batch | undefined
        },
      ),
    scanAll: async () =>
      inSegments(async Segment => {
        const found: unknown[] = []
        for await (const { Items = [] } of paginateScan(
          { client: document },
          { TableName, Segment, TotalSegments: segments },
        ))
          found.push(...(Items as unknown[]))
        return found
      }),
    writeTogether: async all => {
      await document.transactWrite({
        TransactItems: all.map(thing => ({ Put: { TableName, Item: itemOf(thing) } })),
      })
    },
  }
}

export const electroDb = (client: DynamoDBClient, tableName: string): StoreClient => {
  const thing = new ElectroEntity(
    {
      model: { service: 'bench', entity: 'thing', version: '1' },
      attributes: {
        group: { type: 'string', required: true },
        id: { type: 'string', required: true },
        title: { type: 'string', required: true },
        price: { type: 'number', required: true },
        stock: { type: 'number', required: true },
        lines: { type: 'list', items: { type: 'string' }, required: true },
      },
      indexes: {
        primary: { pk: { field: 'pk', composite: ['group'] }, sk: { field: 'sk', composite: ['id'] } },
      },
    },
    { client, table: tableName },
  )
  const service = new Service({ thing }, { client, table: tableName })
  const writable = (each: Thing) => ({ ...each, lines: [...each.lines] })
  return {
    writeAll: async all => {
      const { unprocessed } = await thing.put(all.map(writable)).go({ concurrent: 1 })
      if (unprocessed.length > 0) throw new Error('something was not written')
    },
    scanAll: async () =>
      inSegments(
        async Segment =>
          (await thing.scan.go({ pages: 'all', params: { Segment, TotalSegments: segments } })).data,
      ),
    writeTogether: async all => {
      const { canceled } = await service.transaction
        .write(({ thing: each }) => all.map(given => each.put(writable(given)).commit()))
        .go()
      if (canceled) throw new Error('the transaction was cancelled')
    },
  }
}

export const dynamodbToolbox = (client: DynamoDBClient, name: string): StoreClient => {
  const at = { name, documentClient: DynamoDBDocument.from(client) }
  const things = new toolbox.Table({
    ...at,
    partitionKey: { name: 'pk', type: 'string' },
    sortKey: { name: 'sk', type: 'string' },
  })
  const entity = new toolbox.Entity({
    name: 'Thing',
    table: things,
    schema: toolbox.item({
      group: toolbox.string().key(),
      id: toolbox.string().key(),
      title: toolbox.string(),
      price: toolbox.number(),
      stock: toolbox.number(),
      lines: toolbox.list(toolbox.string()),
    }),
    computeKey: given => keyOf(given as Thing),
  })
  const writable = (each: Thing) => ({ ...each, lines: [...each.lines] })
  return {
    writeAll: async all => {
      for (const chunk of chunksOf(all, perBatch)) {
        const requests = chunk.map(each => entity.build(toolbox.BatchPutRequest).item(writable(each)))
        await toolbox.executeBatchWrite(
          { maxAttempts: Infinity },
          things.build(toolbox.BatchWriteCommand).requests(...requests),
        )
      }
    },
    scanAll: async () =>
      inSegments(async segment => {
        const { Items } = await things
          .build(toolbox.ScanCommand)
          .entities(entity)
          .options({ segment, totalSegments: segments, maxPages: Infinity })
          .send()
        return Items ?? []
      }),
    writeTogether: async all => {
      const puts = all.map(each => entity.build(toolbox.PutTransaction).item(writable(each)))
      await toolbox.executeTransactWrite(...(puts as [(typeof puts)[0]]))
    },
  }
}
