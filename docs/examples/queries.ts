import type { PlainItem } from '../../core/index.ts'
import type { ScanToken, Table } from '../../store/index.ts'
import * as store from '../../store/index.ts'

/** Orders of several statuses, newest first, by one query per status at once. */
export const openOrders = (shop: Table): AsyncGenerator<PlainItem> =>
  store.mergedQuery(shop, {
    index: 'GSI2',
    of: [{ partition: 'STATUS#NEW' }, { partition: 'STATUS#PAID' }],
    order: 'descending',
    concurrency: 2,
  })

/** The whole table, slowly; killed and begun again with the last token it goes on where it was. */
export const scanAll = async (
  shop: Table,
  use: (items: readonly PlainItem[]) => Promise<void>,
  save: (token: ScanToken) => Promise<void>,
  saved: ScanToken | undefined,
): Promise<void> => {
  const expectedItems = await store.itemCount(shop)
  const options = { segments: 4, rate: { unitsPerSecond: 50 }, expectedItems }
  for await (const page of store.parallelScan(shop, saved ? { ...options, resume: saved } : options)) {
    await use(page.items)
    await save(page.token)
  }
}

/** Many to many: products and their tags, asked from both sides. */
export const taggedWith = async (shop: Table, tag: string): Promise<readonly PlainItem[]> => {
  const tags = store.adjacencyList(shop, { from: 'PRODUCT', to: 'TAG', index: 'GSI1' })
  await tags.connect('p1', tag)
  return store.collect(tags.by(tag))
}

/** A time series, one partition a day. */
const cpu = { series: 'CPU', bucket: 'day' } as const

export const putLoad = async (shop: Table, at: Date, host: string, load: number): Promise<void> =>
  store.put(shop, { PK: store.bucketOf(cpu, at), SK: store.momentOf(at, host), load })

export const loadBetween = (shop: Table, from: Date, to: Date): AsyncGenerator<PlainItem> =>
  store.seriesBetween(shop, { ...cpu, from, to })

/** A hot partition, its writes spread over ten. */
const sales = { partition: 'SALES#2026-01-31', shards: 10 }

export const putSale = async (shop: Table, saleId: string): Promise<void> =>
  store.put(shop, { PK: store.shardOf(sales, saleId), SK: saleId })

export const allSales = (shop: Table): AsyncGenerator<PlainItem> => store.shardedQuery(shop, sales)
