// The store beside what users take today, on a local engine: a parallel scan, a batch write and transactions, each
// client on a table of its own with the same things; and what `verify` and `rebuild` make of a table, beside only reading
// it. `node bench/store.ts` with dynoxide, `node bench/store.ts dynamodb-local` with that. Prints a table; `--keep` also
// keeps the figures for docs/performance.md.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { systemClock } from '../core/clock.ts'
import { openTableEngine } from '../local-servers/table/open-table-engine.ts'
import { median } from './median.ts'
import type { StoreClient, Thing } from './store-clients.ts'
import { dynamodbToolbox, electroDb, libDynamodb, ours, plainSdk } from './store-clients.ts'
import type { StoreFigures } from './store-figures.ts'
import { storeFile } from './store-figures.ts'
import { operationRates } from './store-operations.ts'

const items = 2_000
const perTransaction = 25
const transactions = 20
const rounds = 7

const things: readonly Thing[] = Array.from({ length: items }, (_, at) => ({
  group: `group-${at % 50}`,
  id: String(at).padStart(6, '0'),
  title: `The title of thing ${at}, about as long as titles are`,
  price: at / 100,
  stock: at % 17,
  lines: Array.from({ length: 6 }, (__, line) => `line ${line} of ${at}: ${'text '.repeat(8)}`),
}))
const byId = (found: readonly Thing[]): readonly Thing[] => found.toSorted((a, b) => (a.id < b.id ? -1 : 1))

const clients = {
  ours,
  'plain SDK': plainSdk,
  'lib-dynamodb': libDynamodb,
  ElectroDB: electroDb,
  'DynamoDB-Toolbox': dynamodbToolbox,
} as const

const works: Readonly<Record<string, (client: StoreClient) => Promise<void>>> = {
  'batch write of 2,000': async client => client.writeAll(things),
  'scan of 2,000 in 4 parts': async client => assert.deepEqual(byId(await client.scanAll()), things),
  '20 transactions of 25': async client => {
    for (let at = 0; at < transactions; at += 1)
      await client.writeTogether(things.slice(at * perTransaction, (at + 1) * perTransaction))
  },
}

/** Milliseconds of this process's processor, all threads: the engine is another process. */
const cpuOf = async (work: () => Promise<void>): Promise<number> => {
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000
}

const folder = mkdtempSync(join(tmpdir(), 'tailrace-bench-'))
const engine = await openTableEngine({
  env: {},
  engine: process.argv[2] === 'dynamodb-local' ? 'dynamodb-local' : 'dynoxide',
  cacheFolder: folder,
  platform: process.platform,
  arch: process.arch,
  clock: systemClock,
  onChoice: () => undefined,
  onProgress: () => undefined,
})
try {
  const client = new DynamoDBClient({
    endpoint: engine.endpoint,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
  })
  const opened: (readonly [string, StoreClient])[] = []
  for (const [name, open] of Object.entries(clients)) {
    const TableName = `bench-${opened.length}`
    await client.send(
      new CreateTableCommand({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
        AttributeDefinitions: [
          { AttributeName: 'pk', AttributeType: 'S' },
          { AttributeName: 'sk', AttributeType: 'S' },
        ],
      }),
    )
    opened.push([name, open(client, TableName)])
  }
  const found = new Map<string, number[]>()
  // The first round compiles; in turns, so that a noisy minute does not fall on one of them alone.
  for (let round = 0; round <= rounds; round += 1) {
    for (const [what, work] of Object.entries(works)) {
      for (const [name, each] of opened) {
        const ms = await cpuOf(async () => work(each))
        const key = `${what}, ${name}`
        if (round > 0) found.set(key, [...(found.get(key) ?? []), ms])
      }
    }
  }
  const figures: StoreFigures[] = Object.keys(works).map(what => ({
    work: what,
    ms: Object.fromEntries(
      opened.map(([name]) => [name, Math.round(median(found.get(`${what}, ${name}`) ?? []))]),
    ),
  }))
  if (process.argv.includes('--keep')) writeFileSync(storeFile, `${JSON.stringify(figures, undefined, 1)}\n`)
  for (const what of Object.keys(works)) {
    const own = median(found.get(`${what}, ours`) ?? [])
    const others = opened.map(([name]) => {
      const ms = median(found.get(`${what}, ${name}`) ?? [])
      return `${name} ${ms.toFixed(0)} ms (${(ms / own).toFixed(2)})`
    })
    process.stdout.write(`${what}: ${others.join(', ')}\n`)
  }
} finally {
  await engine.stop()
  rmSync(folder, { recursive: true, force: true })
}
for (const [what, rate] of Object.entries(await operationRates())) process.stdout.write(`${what}: ${rate}\n`)
