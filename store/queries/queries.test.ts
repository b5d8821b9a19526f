import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ExactNumber } from '../../core/attributes/exact-number.ts'
import type { PlainItem } from '../../core/attributes/unmarshal.ts'
import { systemClock } from '../../core/clock.ts'
import { manualClock } from '../../test/support/manual-clock.ts'
import type { WithTable } from '../../test/support/with-table.ts'
import { withTable } from '../../test/support/with-table.ts'
import { batchWrite } from '../verbs/batch-write.ts'
import { attribute } from '../expressions/condition.ts'
import { collect } from '../calls/page.ts'
import type { Table } from '../table.ts'
import { table } from '../table.ts'
import { compareSortKeys } from './compare-sort-keys.ts'
import { itemCount } from './item-count.ts'
import { mergedQuery } from './merged-query.ts'
import type { ParallelScan, ScannedPage } from './parallel-scan.ts'
import { parallelScan } from './parallel-scan.ts'
import type { ScanToken } from './scan-token.ts'

let running: WithTable
let shop: Table
let inFlight = 0
let mostInFlight = 0

beforeAll(async () => {
  running = await withTable('dynoxide')
  running.clients.table.middlewareStack.add(next => async args => {
    inFlight += 1
    mostInFlight = Math.max(mostInFlight, inFlight)
    // Long enough for others to be under way, if they were let; the first segment of a scan is the last to answer.
    await systemClock.wait((args.input as { readonly Segment?: number }).Segment === 0 ? 9 : 3)
    return next(args).finally(() => {
      inFlight -= 1
    })
  })
  shop = table({
    client: running.clients.table,
    tableName: running.table.tableName,
    keys: { partitionKey: 'PK', sortKey: 'SK' },
    indexes: {
      GSI1: { partitionKey: 'GSI1PK', sortKey: 'GSI1SK' },
      GSI2: { partitionKey: 'GSI2PK', sortKey: 'GSI2SK' },
    },
  })
}, 120_000)
afterAll(async () => running.engine.stop())

const write = async (items: readonly PlainItem[]): Promise<void> => {
  await batchWrite(
    shop,
    items.map(item => ({ put: item })),
  )
}

describe('mergedQuery', () => {
  it('gives several partitions in one order, with a limit on calls at once', async () => {
    const parts = ['m1', 'm2', 'm3', 'm4', 'm5']
    await write(
      parts.flatMap((PK, index) =>
        Array.from({ length: 9 }, (_, n) => ({ PK, SK: `k${n * 5 + index}`.padStart(5, '0') })),
      ),
    )
    mostInFlight = 0
    const of = parts.map(partition => ({ partition }))

    const ascending = await collect(mergedQuery(shop, { of, limit: 2, concurrency: 3 }))
    const descending = await collect(mergedQuery(shop, { of, limit: 4, order: 'descending' }))

    const sorted = ascending.map(({ SK }) => String(SK)).toSorted()
    expect(sorted).toHaveLength(45)
    expect(ascending.map(({ SK }) => SK)).toEqual(sorted)
    expect(descending.map(({ SK }) => SK)).toEqual(sorted.toReversed())
    expect(mostInFlight).toBeLessThanOrEqual(5)
  })

  it('makes no more calls at once than it may', async () => {
    mostInFlight = 0
    await collect(
      mergedQuery(shop, {
        of: Array.from({ length: 12 }, (_, n) => ({ partition: `none${n}` })),
        concurrency: 2,
      }),
    )

    expect(mostInFlight).toBe(2)
  })

  it('takes a sort condition per partition, and keeps the named order of equal keys', async () => {
    await write([
      { PK: 'e1', SK: 'b', n: 1 },
      { PK: 'e2', SK: 'b', n: 2 },
      { PK: 'e2', SK: 'c', n: 3 },
    ])

    const found = await collect(
      mergedQuery(shop, { of: [{ partition: 'e2', sort: { lte: 'b' } }, { partition: 'e1' }] }),
    )

    expect(found.map(({ n }) => n)).toEqual([2, 1])
  })

  it('refuses what it could not merge by', async () => {
    const options = { of: [{ partition: 'e1' }], projection: ['n' as const] }

    await expect(collect(mergedQuery(shop, options))).rejects.toMatchObject({ code: 'query.option-invalid' })
    const bySize = { ...shop, keys: { partitionKey: 'PK', sortKey: 's' } }
    const other = mergedQuery(bySize, { ...options, projection: ['size', ['s', 'x']] })
    await expect(collect(other)).rejects.toMatchObject({ code: 'query.option-invalid' })
    await expect(collect(mergedQuery(shop, { of: [], concurrency: 0 }))).rejects.toThrow('concurrency')
  })

  it('orders keys as DynamoDB does', () => {
    const number = (text: string) => new ExactNumber(text)
    expect(compareSortKeys('\u{10000}', '\uffff')).toBeGreaterThan(0)
    expect(compareSortKeys(number('10000000000000000001'), number('10000000000000000002'))).toBeLessThan(0)
    expect(compareSortKeys(2, number('10000000000000000002'))).toBeLessThan(0)
    expect(compareSortKeys(Uint8Array.from([1, 255]), Uint8Array.from([2]))).toBeLessThan(0)
  })
})

/** A scan that is killed after some pages, its last token written down as JSON, and resumed, and so on. */
const scanWithKills = async (options: ParallelScan, pagesPerRun: number): Promise<readonly ScannedPage[]> => {
  const pages: ScannedPage[] = []
  let token: string | undefined
  for (let run = 0; run < 500; run += 1) {
    const resume = token === undefined ? undefined : (JSON.parse(token) as ScanToken)
    let count = 0
    for await (const page of parallelScan(shop, { ...options, ...(resume && { resume }) })) {
      pages.push(page)
      token = JSON.stringify(page.token)
      count += 1
      if (count === pagesPerRun) break
    }
    if (count < pagesPerRun) return pages
  }
  return pages
}

describe('parallelScan', () => {
  const index = 'GSI2'
  const names = Array.from({ length: 60 }, (_, n) => `s${n}`)
  beforeAll(async () => {
    await write(names.map(PK => ({ PK, SK: 'x', GSI2PK: `scan ${PK}`, GSI2SK: PK })))
  })

  it('gives every item once, over all segments', async () => {
    const pages = await collect(parallelScan(shop, { index, segments: 4, limit: 7 }))

    expect(pages.flatMap(({ items }) => items.map(({ PK }) => PK)).toSorted()).toEqual(names.toSorted())
    expect(pages.at(-1)?.progress).toMatchObject({ items: 60, segmentsDone: 4 })
    expect(pages.at(-1)?.token.segments).toEqual(['done', 'done', 'done', 'done'])
  })

  it('goes on where it was killed, wherever that was', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 3, max: 20 }),
        fc.integer({ min: 1, max: 6 }),
        async (segments, limit, pagesPerRun) => {
          const pages = await scanWithKills({ index, segments, limit }, pagesPerRun)

          expect(pages.flatMap(({ items }) => items.map(({ PK }) => PK)).toSorted()).toEqual(names.toSorted())
          expect(pages.at(-1)?.progress.items ?? 60).toBe(60)
        },
      ),
      { numRuns: 12 },
    )
  })

  it('keeps to its rate, and says how long it will take', async () => {
    const clock = manualClock()
    const slow: Table = { ...shop, clock }
    const pages: ScannedPage[] = []
    const scan = (async () => {
      const options = { index, segments: 3, limit: 5, rate: { itemsPerSecond: 10 }, expectedItems: 60 }
      for await (const page of parallelScan(slow, options)) pages.push(page)
    })()
    const startedAtMs = clock.now()
    while (pages.flatMap(({ items }) => items).length < 60) {
      await clock.advance(50)
      await systemClock.wait(1)
    }
    await clock.advance(60_000)
    await scan

    const tookMs = pages.findLast(({ items }) => items.length > 0)!.progress
    expect(clock.now() - startedAtMs).toBeGreaterThan(4_000)
    expect(tookMs.itemsPerSecond).toBeLessThanOrEqual(16)
    expect(pages[6]?.progress.secondsLeft).toBeGreaterThan(0)
  })

  it('tells the time that is left by what it read, whatever a filter lets through', async () => {
    let nowMs = 0
    const clock = { now: () => (nowMs += 1_000), wait: async () => Promise.resolve() }
    const filter = attribute('PK').is('s7')
    const options = { index, segments: 1, limit: 10, filter, expectedItems: 60 }

    const pages = await collect(parallelScan({ ...shop, clock }, options))
    const resume = pages[2]!.token
    const rest = await collect(parallelScan({ ...shop, clock }, { ...options, resume }))

    expect(pages[2]?.progress.secondsLeft).toBeGreaterThan(0)
    expect(pages.at(-1)?.progress).toMatchObject({ items: 1, secondsLeft: 0 })
    expect(rest.at(-1)?.progress).toMatchObject({ items: 1, secondsLeft: 0 })
  })

  it('counts capacity where the rate is in units', async () => {
    const clock = manualClock()
    const startedAtMs = clock.now()
    const scan = collect(
      parallelScan({ ...shop, clock }, { index, segments: 1, limit: 10, rate: { unitsPerSecond: 1 } }),
    )
    const state = { isDone: false }
    void scan.then(() => (state.isDone = true))
    while (!state.isDone) {
      await clock.advance(100)
      await systemClock.wait(1)
    }

    // Six pages or more of half a unit each.
    expect(clock.now() - startedAtMs).toBeGreaterThanOrEqual(2_500)
  })

  it.each([
    ['another table', { tableName: 'other' }],
    ['another index', { index: null }],
    ['other segments', { segments: ['start' as const] }],
  ])('refuses a token of %s', async (_, changes) => {
    const [page] = await collect(parallelScan(shop, { index, segments: 2 }))
    const resume = { ...page!.token, ...changes }

    await expect(collect(parallelScan(shop, { index, segments: 2, resume }))).rejects.toMatchObject({
      code: 'query.token-invalid',
    })
  })

  it('keeps keys exact in its token', async () => {
    const { scanState, scanToken } = await import('./scan-token.ts')
    const positions = [
      { PK: new ExactNumber('12345678901234567890.5'), SK: Uint8Array.from([0, 255]) },
      'start' as const,
    ]

    const state = { positions, items: 3, scanned: 5 }

    const token = JSON.parse(JSON.stringify(scanToken(shop, undefined, state))) as ScanToken

    expect(scanState(shop, undefined, 2, token)).toEqual(state)
    const { scanned: _, ...older } = token
    expect(scanState(shop, undefined, 2, older)).toEqual({ ...state, scanned: 3 })
  })

  it('fails with the error of a segment, and refuses a rate of nothing', async () => {
    const gone: Table = { ...shop, tableName: 'no-such-table' }

    await expect(collect(parallelScan(gone, { segments: 3 }))).rejects.toMatchObject({
      code: 'store.table-missing',
    })
    await expect(collect(parallelScan(shop, { segments: 1, rate: { itemsPerSecond: 0 } }))).rejects.toThrow(
      'rate',
    )
  })

  it('asks how many items there are, about', async () => {
    expect(await itemCount(shop)).toBeGreaterThanOrEqual(0)
    expect(await itemCount(shop, 'GSI2')).toBeGreaterThanOrEqual(0)
  })
})
