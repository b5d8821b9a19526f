import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dynamoDbStreamSource } from '../../adapters/dynamodb/stream-source.ts'
import { memoryBlobStore } from '../../adapters/memory/memory-blob-store.ts'
import { ExactNumber } from '../../core/attributes/exact-number.ts'
import type { PlainItem } from '../../core/attributes/unmarshal.ts'
import type { BlobStore } from '../../core/blob/blob-store.ts'
import { everything } from '../../core/filter/words.ts'
import { processor } from '../../core/processor/define-processor.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import { seededRandom } from '../../model/northwind/seeded-random.ts'
import { manualClock } from '../../test/support/manual-clock.ts'
import { functionOf } from '../../test/support/pipeline.ts'
import type { WithTable } from '../../test/support/with-table.ts'
import { withTable } from '../../test/support/with-table.ts'
import { changes } from '../expressions/changes.ts'
import { get } from '../verbs/get.ts'
import { itemBytes } from '../items/item-size.ts'
import { collect } from '../calls/page.ts'
import { put } from '../verbs/put.ts'
import { remove } from '../verbs/remove.ts'
import { scan } from '../verbs/scan.ts'
import { table } from '../table.ts'
import { update } from '../verbs/update.ts'
import { plainItem, sdkItem } from '../items/values.ts'
import { orphanedBlobs } from './orphaned-blobs.ts'
import { packAttributes, packItem } from './pack-item.ts'
import { unpackItem } from './unpack-item.ts'

const keys = { partitionKey: 'PK', sortKey: 'SK' }
const offline = table({
  client: new DynamoDBClient({ region: 'none' }),
  tableName: 't',
  keys,
  indexes: { GSI1: { partitionKey: 'GSI1PK', sortKey: 'GSI1SK' } },
})
const key = { PK: 'a', SK: 'b' }
const prose = (length: number): string =>
  'a word and another one, '.repeat(Math.ceil(length / 24)).slice(0, length)

/** What does not compress. */
const noise = (bytes: number, seed = 1): Uint8Array => {
  const random = seededRandom(seed)
  return Uint8Array.from({ length: bytes }, () => random() * 256)
}

const isPacked = (value: unknown): boolean => value instanceof Uint8Array

const keysIn = async (blobs: BlobStore): Promise<readonly string[]> => {
  const found: string[] = []
  for await (const { key: each } of blobs.list('')) found.push(each)
  return found
}

describe('packItem', () => {
  it('and unpackItem give every item back, whatever was packed', { timeout: 60_000 }, async () => {
    const number = fc
      .bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n })
      .map(n => new ExactNumber(String(n)))
    const leaf = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 2_500 }),
      number,
      fc.boolean(),
      fc.constant(null),
      fc.uint8Array(),
    )
    const value = fc.oneof(
      leaf,
      fc.array(leaf, { maxLength: 60 }),
      fc.dictionary(fc.constantFrom('a', 'B', 'BS', 'S', '__x'), leaf),
      fc.uniqueArray(fc.string(), { minLength: 1 }).map(members => new Set(members)),
      fc
        .uniqueArray(fc.uint8Array({ minLength: 1 }), { minLength: 1, selector: bytes => bytes.join() })
        .map(members => new Set(members)),
      fc.integer({ min: 0, max: 6_000 }).map(length => noise(length)),
    )
    const items = fc.dictionary(fc.constantFrom('x', 'y', 'z', 'PK2'), value)
    await fc.assert(
      fc.asyncProperty(items, fc.boolean(), async (attributes, offloads) => {
        const options = {
          compressAbove: 1_024,
          offloadAbove: 2_048,
          ...(offloads && { blobs: memoryBlobStore() }),
        }
        const item = { ...key, ...attributes }

        const packed = await packItem(offline, item, options)
        const again = await packItem(offline, packed, options)

        const plain = plainItem(sdkItem(item, offline))
        expect(await unpackItem(packed, options)).toEqual(plain)
        // A packed item that is packed again is data to the second packing.
        expect(await unpackItem(again, options)).toEqual(packed)
      }),
      { numRuns: 60 },
    )
  })

  it('compresses above one size, offloads above another, and leaves keys and small values alone', async () => {
    const blobs = memoryBlobStore()
    const item = {
      PK: 'a',
      SK: prose(900),
      GSI1PK: prose(5_000),
      small: prose(4_000),
      text: prose(5_000),
      big: noise(150_000),
      kept: prose(5_000),
    }

    const packed = await packItem(offline, item, { blobs, keep: ['kept'] })

    expect(Object.keys(packed).filter(name => isPacked(packed[name]))).toEqual(['text', 'big'])
    expect((packed['text'] as Uint8Array).length).toBeLessThan(200)
    expect((packed['big'] as Uint8Array).length).toBe(56)
    expect((await keysIn(blobs)).map(each => each.slice(0, 6))).toEqual(['large/'])
  })

  it('offloads the largest until the item fits', async () => {
    const blobs = memoryBlobStore()
    const item = {
      ...key,
      ...Object.fromEntries([1, 2, 3, 4, 5, 6].map(n => [`part${n}`, noise(90_000, n)])),
    }

    const packed = await packItem(offline, item, { blobs })

    expect(itemBytes(sdkItem(packed, offline))).toBeLessThanOrEqual(400 * 1024)
    expect(await keysIn(blobs)).toHaveLength(2)
    expect(await unpackItem(packed, { blobs })).toEqual(item)
  })

  it('refuses what is too large even packed', async () => {
    const item = { ...key, a: noise(300_000, 1), b: noise(300_000, 2) }

    await expect(packItem(offline, item)).rejects.toMatchObject({ code: 'store.item-too-large' })
  })

  it.each([{ compressAbove: 1_023 }, { offloadAbove: 10 }, { compressAbove: 1.5e3 + 0.5 }])(
    'refuses %j',
    async options => {
      await expect(packItem(offline, key, options)).rejects.toMatchObject({ code: 'large.threshold-invalid' })
    },
  )

  it('keeps equal content once', async () => {
    const blobs = memoryBlobStore()
    for (const PK of ['a', 'b', 'c']) await packItem(offline, { PK, SK: 'x', big: noise(150_000) }, { blobs })

    expect(await keysIn(blobs)).toHaveLength(1)
  })
})

describe('unpackItem', () => {
  it('says that content is missing, or that nobody gave a place to look', async () => {
    const blobs = memoryBlobStore()
    const packed = await packItem(offline, { ...key, big: noise(150_000) }, { blobs })

    await expect(unpackItem(packed, { blobs: memoryBlobStore() })).rejects.toMatchObject({
      code: 'blob.missing',
    })
    await expect(unpackItem(packed)).rejects.toMatchObject({ code: 'blob.not-fetched' })
  })
})

describe('large attributes in a table', () => {
  let started: WithTable

  beforeAll(async () => {
    started = await withTable('dynoxide')
  }, 120_000)
  afterAll(async () => started.engine.stop())

  const recordsOf = async (): Promise<readonly StreamRecord[]> => {
    const { clients, table: created } = started
    const source = dynamoDbStreamSource({
      client: clients.streams,
      streamArn: created.streamArn,
      dialect: 'dynoxide',
    })
    const { shards } = await source.shards(undefined)
    const iterator = await source.iterator(shards[0]!.shardId, { type: 'TRIM_HORIZON' })
    return (await source.read(iterator)).records
  }

  it('are plain to processors, and their content outlives the item until it is an orphan', async () => {
    const clock = manualClock()
    const blobs = memoryBlobStore(clock)
    const shop = table({ client: started.clients.table, tableName: started.table.tableName, keys })
    const item = (big: Uint8Array): object => ({ ...key, type: 'THING', text: prose(9_000), big })
    const seen: PlainItem[] = []
    const { invoke, parked } = functionOf(
      [
        processor({
          name: 'p',
          filter: everything(),
          handle: async change => void seen.push(change.kind === 'REMOVE' ? change.before : change.after),
        }),
      ],
      { blobs },
    )

    await put(shop, await packItem(shop, item(noise(150_000, 1)), { blobs }))
    const { big } = await packAttributes(shop, { big: noise(150_000, 2) }, { blobs })
    await update(shop, key, changes().set('big', big))
    const read = await unpackItem(await get(shop, key, { consistent: true }), { blobs })
    const orphans = async () => collect(orphanedBlobs({ blobs, items: scan(shop), clock }))
    await clock.advance(29 * 86_400_000)
    const young = await orphans()
    await clock.advance(2 * 86_400_000)
    const replaced = await orphans()
    await remove(shop, key)

    expect(read).toEqual(item(noise(150_000, 2)))
    expect([young.length, replaced.length]).toEqual([0, 1])
    expect(await keysIn(blobs)).toHaveLength(2)
    expect(await invoke(await recordsOf())).toEqual([])
    expect(await parked()).toEqual([])
    expect(
      seen.map(({ big, text }) => [
        Buffer.from(big as Uint8Array).equals(noise(150_000, 1)),
        String(text).length,
      ]),
    ).toEqual([
      [true, 9_000],
      [false, 9_000],
      [false, 9_000],
    ])
  })
})
