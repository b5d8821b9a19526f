// Rows 6, 7 and 16: what a thousand changes cost the sinks, in requests, connections and time. Prints one JSON object.
import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import { Client } from '@opensearch-project/opensearch'
import { createClient } from '@redis/client'
import { openSearchStore } from '../adapters/opensearch/opensearch-search-store.ts'
import { cache } from '../adapters/open/cache.ts'
import { systemClock } from '../core/clock.ts'
import { startRedis } from '../local-servers/engines/start-redis.ts'
import type { SearchOperation } from '../processors/search-index/search-store.ts'
import { median } from './median.ts'

const count = 1_000
const latencyMs = 2
const rounds = 5

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const startedAt = performance.now()
  await work()
  return performance.now() - startedAt
}

const medianOf = async (work: () => Promise<unknown>): Promise<number> => {
  const found: number[] = []
  for (let round = 0; round < rounds; round += 1) found.push(await timed(work))
  return median(found)
}

/** An engine that takes 2 ms for every request and applies everything; it counts requests and connections. */
const seen = { bulks: 0, connections: 0 }
const server = createServer((incoming, outgoing) => {
  void text(incoming).then(body => {
    const isBulk = incoming.url?.startsWith('/_bulk') === true
    if (isBulk) seen.bulks += 1
    const items = isBulk ? body.split('\n').filter(line => line.startsWith('{"index":')) : []
    const answer = isBulk
      ? { errors: false, items: items.map(() => ({ index: { status: 200 } })) }
      : { version: { distribution: 'opensearch', number: '3.8.0' } }
    setTimeout(() => {
      outgoing.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
    }, latencyMs)
  })
})
server.on('connection', () => {
  seen.connections += 1
})
await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
const address = server.address()
const node = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`

const operations = Array.from({ length: count }, (_, id): SearchOperation => {
  const document = JSON.stringify({
    title: `Product ${id}`,
    category: 'Beverages',
    price: 18.5,
    quantity: 39,
  })
  return {
    op: 'index',
    index: 'products',
    id: String(id),
    guard: { by: 'newer-or-equal', version: '1' },
    metadata: '{}',
    document,
  }
})
const store = openSearchStore({ node, timeoutMs: 10_000 })
await store.write(operations)
const cold = { ...seen }
await store.write(operations)
const bulkRequests = seen.bulks - cold.bulks
const newConnections = seen.connections - cold.connections
const oneBulkMs = await medianOf(async () => store.write(operations))

const client = new Client({ node, maxRetries: 0 })
const eachMs = await timed(async () => {
  for (const operation of operations) {
    if (operation.op === 'index')
      await client.index({
        index: operation.index,
        id: operation.id,
        body: JSON.parse(operation.document) as object,
      })
  }
})
await Promise.all([store.close(), client.close()])
server.close()

const redis = await startRedis({ clock: systemClock })
const raw = await createClient({ url: redis.endpoint }).connect()
const keys = Array.from({ length: count }, (_, index) => `k${index}`)
const opened = cache(redis.endpoint)
const invalidate = async (): Promise<void> => opened.invalidate({ keys, patterns: [], groups: [] })
await invalidate()
await raw.sendCommand(['CONFIG', 'RESETSTAT'])
await invalidate()
const roundTrips = Number(/cmdstat_unlink:calls=(\d+)/.exec(await raw.info('commandstats'))?.[1])
const oneUnlinkMs = await medianOf(invalidate)
const delMs = await timed(async () => {
  for (const key of keys) await raw.del(key)
})
raw.destroy()

const rows = {
  bulkRequests,
  newConnections,
  searchSpeedUp: eachMs / oneBulkMs,
  invalidationRoundTrips: roundTrips,
  invalidationSpeedUp: delMs / oneUnlinkMs,
}
process.stdout.write(`${JSON.stringify(rows)}\n`)
await redis.stop()
process.exit()
