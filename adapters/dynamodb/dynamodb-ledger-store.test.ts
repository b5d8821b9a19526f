import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb'
import { randomUUID } from 'node:crypto'
import { describe, expect, it, onTestFinished } from 'vitest'
import { systemClock } from '../../core/clock.ts'
import type { LedgerStore } from '../../core/ledger/ledger-store.ts'
import { claimStoreContract } from '../../testing/contracts/claim-store.ts'
import { ledgerStoreContract } from '../../testing/contracts/ledger-store.ts'
import { holdTo } from '../../test/contract/hold-to.ts'
import { httpEndpoint } from '../../test/support/http-endpoint.ts'
import { describeOnTable } from '../../test/support/describe-on-table.ts'
import { keyedTable } from '../../test/support/keyed-table.ts'
import { manualClock } from '../../test/support/manual-clock.ts'
import { tableWays } from '../../test/support/table-ways.ts'
import { askBySdk } from './ask-by-sdk.ts'
import { dynamoDbClaimStore } from './dynamodb-claim-store.ts'
import { dynamoDbLedgerStore } from './dynamodb-ledger-store.ts'
import { createTable } from './table-admin.ts'

await describeOnTable('dynoxide', running => {
  const newStore = async (ask = askBySdk(running().clients.table)) => {
    const { tableName } = await createTable(running().clients.table, keyedTable(`ledger-${randomUUID()}`))
    return { store: dynamoDbLedgerStore({ ask, tableName, clock: systemClock }), tableName }
  }

  for (const { way, faultyAsk } of tableWays) {
    holdTo(
      `DynamoDB as a ledger store, asked ${way}`,
      ledgerStoreContract(async () => {
        const { ask, faults } = faultyAsk(running().engine.endpoint)
        return { store: (await newStore(ask)).store, faults }
      }),
    )

    holdTo(
      `DynamoDB as a store of claims, asked ${way}`,
      claimStoreContract(async () => {
        const { ask, faults } = faultyAsk(running().engine.endpoint)
        const { tableName } = await newStore()
        return {
          store: dynamoDbClaimStore({ ask, tableName }),
          again: () => dynamoDbClaimStore({ ask: askBySdk(running().clients.table), tableName }),
          faults,
        }
      }),
    )

    it(`gives back facts of any size, over several pages, whole, asked ${way}`, async () => {
      const { store } = await newStore(faultyAsk(running().engine.endpoint).ask)
      // Random text cannot be made smaller: this is more than an item holds if it were kept as it is.
      const texts = Array.from({ length: 4 }, () =>
        Array.from({ length: 10_000 }, () => randomUUID().slice(0, 11).repeat(4)).join(','),
      )
      for (const facts of texts)
        await store.add({ partition: 'p', sortKeys: ['1', '2'], facts, expiresAtMs: 1 })

      const found = await store.query('p', '1', '2')

      expect(found.map(text => text.length)).toEqual(texts.map(text => text.length))
      expect(new Set(found)).toEqual(new Set(texts))
    })
  }

  it('keeps claims and entries of one table apart, and says when a claim may be forgotten', async () => {
    const { store, tableName } = await newStore()
    const claims = dynamoDbClaimStore({ ask: askBySdk(running().clients.table), tableName })
    await store.add({ partition: 'p', sortKeys: ['1'], facts: 'f', expiresAtMs: 1 })
    await claims.write({ place: 'p', expected: undefined, text: 'c', expiresAtMs: 1_700_000_000_001 })

    const { Items } = await running().clients.table.send(new ScanCommand({ TableName: tableName }))

    expect(await store.query('p', '0', '9')).toEqual(['f'])
    expect(Items?.find(({ claim }) => claim !== undefined)?.['expiresAt']).toEqual({ N: '1700000001' })
  })

  it('says when an entry may be forgotten, in the seconds that TTL wants', async () => {
    const { store, tableName } = await newStore()
    await store.add({ partition: 'p', sortKeys: ['1'], facts: 'f', expiresAtMs: 1_700_000_000_001 })

    const { Items } = await running().clients.table.send(new ScanCommand({ TableName: tableName }))

    expect(Items?.map(({ expiresAt }) => expiresAt)).toEqual([{ N: '1700000001' }])
  })

  it('does not find what lies beyond its last sort key', async () => {
    const { store } = await newStore()
    await store.add({ partition: 'p', sortKeys: ['10', '2'], facts: 'f', expiresAtMs: 1 })

    expect(await store.query('p', '1', '1')).toEqual([])
  })

  it('says that the table is missing, and what to do', async () => {
    const store = dynamoDbLedgerStore({
      ask: askBySdk(running().clients.table),
      tableName: 'no-such-table',
      clock: systemClock,
    })

    await expect(store.query('p', '1', '2')).rejects.toMatchObject({
      code: 'aws.resource-missing',
      message: 'dynamodb://no-such-table does not exist (ResourceNotFoundException).',
    })
  })
})

it('is read consistently, or a retry would not see what the try before it had finished', async () => {
  const { client, calls, stop } = await httpEndpoint(() => ({ body: {} }))
  onTestFinished(stop)

  await dynamoDbLedgerStore({ ask: askBySdk(client), tableName: 'ledger', clock: systemClock }).query(
    'p',
    '1',
    '2',
  )

  expect(calls.map(({ body }) => body['ConsistentRead'])).toEqual([true])
})

describe('a table that cannot keep up', () => {
  const throttled = (times: number): { readonly client: DynamoDBClient; readonly sizes: number[] } => {
    const sizes: number[] = []
    const client = new DynamoDBClient({ region: 'eu-central-1' })
    client.middlewareStack.add(
      () => async args => {
        const { RequestItems } = args.input as { RequestItems: Record<string, unknown[]> }
        const [requests = []] = Object.values(RequestItems)
        sizes.push(requests.length)
        const UnprocessedItems = sizes.length <= times ? { ledger: requests.slice(1) } : {}
        return Promise.resolve({ output: { $metadata: {}, UnprocessedItems }, response: {} })
      },
      { step: 'initialize' },
    )
    return { client, sizes }
  }
  const entry = { partition: 'p', sortKeys: ['1', '2', '3'], facts: 'f', expiresAtMs: 1 }

  it('gets what it left undone once more, after a pause', async () => {
    const { client, sizes } = throttled(2)
    const clock = manualClock()
    const added = dynamoDbLedgerStore({ ask: askBySdk(client), tableName: 'ledger', clock }).add(entry)
    for (let step = 0; step < 5; step += 1) await clock.advance(100)

    await added

    expect(sizes).toEqual([3, 2, 1])
  })

  it('is given up after a few pauses, and without one behind the last try', async () => {
    const { client, sizes } = throttled(99)
    const waits: number[] = []
    const wait = async (ms: number): Promise<void> => Promise.resolve(void waits.push(ms))
    const store = dynamoDbLedgerStore({
      ask: askBySdk(client),
      tableName: 'ledger',
      clock: { now: () => 0, wait },
    })
    const sortKeys = Array.from({ length: 9 }, (_, index) => String(index))

    await expect(store.add({ ...entry, sortKeys })).rejects.toMatchObject({ code: 'sink.throttled' })

    expect(waits).toEqual([50, 100, 200])
    expect(sizes).toEqual([9, 8, 7, 6])
  })
})

describe('a request of the ledger that nobody waits for any more', () => {
  it.each<[string, (store: LedgerStore, signal: AbortSignal) => Promise<unknown>]>([
    ['query', async (store, signal) => store.query('p', '1', '2', signal)],
    [
      'add',
      async (store, signal) =>
        store.add({ partition: 'p', sortKeys: ['1'], facts: 'f', expiresAtMs: 1 }, signal),
    ],
  ])('is aborted: %s', async (_, ask) => {
    const credentials = { accessKeyId: 'x', secretAccessKey: 'y' }
    const client = new DynamoDBClient({ endpoint: 'http://127.0.0.1:9', region: 'us-east-1', credentials })
    onTestFinished(() => client.destroy())
    const store = dynamoDbLedgerStore({ ask: askBySdk(client), tableName: 't', clock: systemClock })

    await expect(ask(store, AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' })
  })
})
