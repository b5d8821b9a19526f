import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { WithTable } from '../../test/support/with-table.ts'
import { withTable } from '../../test/support/with-table.ts'
import { batchWrite } from '../verbs/batch-write.ts'
import { collect } from '../calls/page.ts'
import { put } from '../verbs/put.ts'
import type { Table } from '../table.ts'
import { table } from '../table.ts'
import { adjacencyList } from './adjacency-list.ts'
import { bucketOf, bucketsBetween, momentOf, seriesBetween } from './time-series.ts'
import { shardedQuery, shardOf, shardsOf } from './write-sharding.ts'

let running: WithTable
let shop: Table

beforeAll(async () => {
  running = await withTable('dynoxide')
  shop = table({
    client: running.clients.table,
    tableName: running.table.tableName,
    keys: { partitionKey: 'PK', sortKey: 'SK' },
    indexes: { GSI1: { partitionKey: 'GSI1PK', sortKey: 'GSI1SK' } },
  })
}, 120_000)
afterAll(async () => running.engine.stop())

describe('an adjacency list', () => {
  it('is asked from both sides', async () => {
    const tags = adjacencyList(shop, { from: 'PRODUCT', to: 'TAG', index: 'GSI1' })
    await tags.connect('p1', 'new', { since: '2026' })
    await tags.connect('p1', 'cheap')
    await tags.connect('p2', 'new')
    await tags.connect('p2', 'old')
    await tags.disconnect('p2', 'old')
    await tags.disconnect('p2', 'never')

    expect((await collect(tags.of('p1'))).map(({ SK, since }) => [SK, since])).toEqual([
      ['TAG#cheap', undefined],
      ['TAG#new', '2026'],
    ])
    expect((await collect(tags.by('new'))).map(({ PK }) => PK)).toEqual(['PRODUCT#p1', 'PRODUCT#p2'])
    expect(await collect(tags.by('old'))).toEqual([])
    await expect(tags.connect('p#1', 'new')).rejects.toMatchObject({ code: 'store.expression-invalid' })
  })
})

describe('a time series', () => {
  it.each([
    [
      'hour',
      '2026-02-28T22:10:00Z',
      '2026-03-01T00:00:00Z',
      ['T#2026-02-28T22', 'T#2026-02-28T23', 'T#2026-03-01T00'],
    ],
    ['day', '2024-02-28T22:10:00Z', '2024-03-01T00:00:00Z', ['T#2024-02-28', 'T#2024-02-29', 'T#2024-03-01']],
    ['month', '2025-11-30T22:10:00Z', '2026-01-01T00:00:00Z', ['T#2025-11', 'T#2025-12', 'T#2026-01']],
    ['day', '2026-01-02T00:00:00Z', '2026-01-01T00:00:00Z', []],
  ] as const)('knows the buckets of an %s', (bucket, from, to, expected) => {
    expect(bucketsBetween({ series: 'T', bucket }, new Date(from), new Date(to))).toEqual(expected)
  })

  it('gives a stretch in order of time, both ends included, over buckets', async () => {
    const cpu = { series: 'CPU', bucket: 'day' } as const
    const at = (hour: number): Date => new Date(Date.UTC(2026, 0, 1, hour))
    for (let hour = 0; hour < 72; hour += 6) {
      await put(shop, { PK: bucketOf(cpu, at(hour)), SK: momentOf(at(hour), 'host'), hour })
    }
    const read = async (options: object) =>
      (await collect(seriesBetween(shop, { ...cpu, from: at(18), to: at(48), ...options }))).map(
        ({ hour }) => hour,
      )

    expect(await read({})).toEqual([18, 24, 30, 36, 42, 48])
    expect(await read({ order: 'descending' })).toEqual([48, 42, 36, 30, 24, 18])
    expect(await read({ from: at(19), to: at(18) })).toEqual([])
  })
})

describe('write sharding', () => {
  it('puts an item where it is found again, and gives all shards in one order', async () => {
    const sales = { partition: 'SALES', shards: 4 }
    const ids = Array.from({ length: 40 }, (_, n) => `sale-${String(n).padStart(2, '0')}`)
    await batchWrite(
      shop,
      ids.map(id => ({ put: { PK: shardOf(sales, id), SK: id } })),
    )

    expect(new Set(ids.map(id => shardOf(sales, id)))).toEqual(new Set(shardsOf(sales)))
    expect((await collect(shardedQuery(shop, sales))).map(({ SK }) => SK)).toEqual(ids)
    expect(
      (await collect(shardedQuery(shop, { ...sales, sort: { prefix: 'sale-1' }, order: 'descending' }))).map(
        ({ SK }) => SK,
      ),
    ).toEqual(ids.filter(id => id.startsWith('sale-1')).toReversed())
    expect(() => shardOf({ partition: 'p', shards: 0 }, 'x')).toThrow('shards')
  })

  it('keeps an id on its shard for good', () => {
    expect(shardOf({ partition: 'P', shards: 16 }, 'order-1')).toBe('P#1')
  })
})
