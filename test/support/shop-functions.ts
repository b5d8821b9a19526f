import type { AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DeleteTableCommand, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb'
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { vi } from 'vitest'
import { localClients } from '../../adapters/dynamodb/local-clients.ts'
import { createTable } from '../../adapters/dynamodb/table-admin.ts'
import { replayFixture } from '../../testing/replay-fixture.ts'
import { auditIn, documentsIn, messagesIn } from '../oracle/read-sinks.ts'
import type { TableItem, StreamWrite } from '../oracle/write.ts'
import { itemName, tableAfter } from '../oracle/write.ts'
import { keyedTable } from './keyed-table.ts'
import { respServer } from './resp-server.ts'

/** What a Lambda runtime finds in `functions/`. */
interface Deployed {
  readonly handler: Parameters<typeof replayFixture>[0]
}

/** A fixture and how it is delivered. */
export interface FixtureDelivery {
  readonly records: Parameters<typeof replayFixture>[1]
  readonly writes: readonly StreamWrite[]
  readonly batchSize: number
  /** Of a table engine. */
  readonly endpoint: string
  /** Of this delivery alone, empty. */
  readonly folder: string
}

let loads = 0

/** The module anew, as a Lambda environment loads it: what it exports was made with the environment of now. */
const load = async (name: 'projections' | 'reactions'): Promise<Deployed> => {
  loads += 1
  const { pathname } = new URL(`../../functions/${name}.ts`, import.meta.url)
  return (await import(/* @vite-ignore */ `${pathname}?load=${loads}`)) as Deployed
}

const fill = async (client: DynamoDBClient, tableName: string, items: Iterable<TableItem>): Promise<void> => {
  await createTable(client, keyedTable(tableName))
  for (const item of items) {
    // Nothing that the shop stores is binary, the only type in which the SDK's form is another.
    const Item = item as unknown as Record<string, AttributeValue>
    if (!JSON.stringify(item).includes('"B'))
      await client.send(new PutItemCommand({ TableName: tableName, Item }))
  }
}

const keysIn = async (client: DynamoDBClient, TableName: string): Promise<readonly string[]> => {
  const { Items = [] } = await client.send(new ScanCommand({ TableName, ConsistentRead: true }))
  return Items.map(item => itemName(item as unknown as TableItem))
}

const forgotten = (commands: readonly (readonly string[])[]): readonly string[] => {
  const lines = commands.flatMap(([command = '', ...rest]) => {
    if (command.toUpperCase() === 'UNLINK') return rest.map(key => `cache key ${key}`)
    const [, group] = /^tailrace:group:\{(.*)\}$/.exec(rest[2] ?? '') ?? []
    return command.toUpperCase() === 'EVAL' && group !== undefined ? [`cache group ${group}`] : []
  })
  // Forgetting twice is forgetting.
  return [...new Set(lines)]
}

const parkedIn = (folder: string): readonly string[] =>
  (existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : [])
    .filter(name => name.endsWith('%2Ejson'))
    .map(name => {
      const { processor, key, sequenceNumber, reason } = JSON.parse(
        readFileSync(join(folder, name), 'utf8'),
      ) as {
        readonly processor: string
        readonly key: string
        readonly sequenceNumber: string
        readonly reason: { readonly code: string }
      }
      return `parked ${key} ${sequenceNumber} ${processor} ${reason.code}`
    })

/** Each sink is a file, or notes what it is told. */
const sinksIn = (folder: string, cachePort: number): Readonly<Record<string, string>> => ({
  SEARCH_URL: `sqlite:${join(folder, 'search.db')}`,
  CACHE_URL: `redis://127.0.0.1:${cachePort}`,
  AUDIT_URL: `file:${join(folder, 'audit.ndjson')}`,
  NOTIFY_URL: `file:${join(folder, 'notifications.ndjson')}`,
  LEDGER_URL: 'memory:',
  PARK_URL: `file:${join(folder, 'parked')}`,
})

/** Gives both functions the fixture; tells which items the table has lost by that. */
const deliver = async (
  { records, writes, batchSize }: FixtureDelivery,
  client: DynamoDBClient,
  tableName: string,
): Promise<readonly string[]> => {
  await fill(client, tableName, tableAfter(writes).values())
  const before = await keysIn(client, tableName)
  for (const name of ['projections', 'reactions'] as const) {
    const { handler } = await load(name)
    await replayFixture(handler, records, { batchSize })
  }
  const after = new Set(await keysIn(client, tableName))
  await client.send(new DeleteTableCommand({ TableName: tableName }))
  return before.filter(key => !after.has(key)).map(key => `gone ${key}`)
}

/**
 * Delivers a fixture to both functions of the shop, over a table as the fixture's writes have left it, and tells what is
 * then in their sinks, as lines.
 */
export const deliverToShop = async (delivery: FixtureDelivery): Promise<readonly string[]> => {
  const { writes, endpoint, folder } = delivery
  const { clients, env } = localClients(endpoint)
  const tableName = (writes[0]?.streamArn ?? '').split('/')[1] ?? ''
  const cache = await respServer()
  mkdirSync(folder, { recursive: true })
  const all = { ...env, ...sinksIn(folder, cache.port), TABLE_NAME: tableName }
  for (const [name, value] of Object.entries(all)) vi.stubEnv(name, value)
  // What is parked is said to CloudWatch, which here is whoever runs the tests.
  const log = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  try {
    const gone = await deliver(delivery, clients.table, tableName)
    return [
      ...documentsIn(folder),
      ...auditIn(folder),
      ...forgotten(cache.database(0).commands),
      ...gone,
      ...messagesIn(folder),
      ...parkedIn(join(folder, 'parked')),
    ]
  } finally {
    log.mockRestore()
    vi.unstubAllEnvs()
    await cache.stop()
  }
}
