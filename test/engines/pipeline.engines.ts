import { mkdirSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cache } from '../../adapters/open/cache.ts'
import { searchAdmin } from '../../adapters/open/search-admin.ts'
import { searchStore } from '../../adapters/open/search-store.ts'
import { entity } from '../../core/entity/define-entity.ts'
import { when } from '../../core/filter/words.ts'
import type { Row } from '../../model/northwind/plan.ts'
import { plan } from '../../model/northwind/plan.ts'
import { seededRandom } from '../../model/northwind/seeded-random.ts'
import { shopData } from '../../model/northwind/shop-data.ts'
import type { OpenSearchServer } from '../../operations/engines/start-opensearch.ts'
import type { RedisServer } from '../../operations/engines/start-redis.ts'
import { searchIndex } from '../../processors/search-index/search-index.ts'
import type { FaultyProxy, Interference } from '../support/faulty-proxy.ts'
import { httpProxy, tcpProxy } from '../support/faulty-proxy.ts'
import { functionOf } from '../support/pipeline.ts'
import type { ProjectionsRun } from '../support/projections-run.ts'
import { startProjections } from '../support/projections-run.ts'
import { noOpenSearch, noRedis, realOpenSearch, realRedis } from '../support/real-engines.ts'
import { recordOf } from '../support/records.ts'
import { temporaryPaths } from '../support/temporary-folder.ts'
import { reasonToSkip } from '../support/with-table.ts'

const path = temporaryPaths()
const northwind = async (): Promise<readonly Row[]> => plan(await shopData(), seededRandom(1))
const inSync = { missing: 0, stale: 0, ghosts: 0 }

const newest = (await noOpenSearch('3')) === undefined ? '3' : '2'
const reasons = [await noOpenSearch(), await noRedis(), await reasonToSkip('dynamodb-local')]
const reason = reasons.find(each => each !== undefined)

const freshFolder = (): string => {
  const folder = path('run')
  mkdirSync(folder)
  return folder
}

describe.skipIf(reason !== undefined)(
  `the shop on real engines${reason === undefined ? '' : `: ${reason}`}`,
  () => {
    let search: OpenSearchServer
    let redis: RedisServer
    let searchProxy: FaultyProxy
    let cacheProxy: FaultyProxy
    let interfere: (incoming: IncomingMessage) => Interference | undefined = () => undefined
    let cacheDelayMs = 0
    beforeAll(async () => {
      ;[search, redis] = await Promise.all([realOpenSearch(newest), realRedis()])
      searchProxy = await httpProxy(search.port, incoming => interfere(incoming))
      cacheProxy = await tcpProxy(redis.port, () => cacheDelayMs)
    })
    afterAll(async () => {
      await Promise.all([searchProxy.close(), cacheProxy.close()])
      await Promise.all([search.stop(), redis.stop()])
    })
    const emptySearch = async (): Promise<void> => {
      await fetch(`${search.endpoint}/products,orders,things*?ignore_unavailable=true`, { method: 'DELETE' })
    }

    it('holds in the end what the table says', async () => {
      await emptySearch()
      const sinks = { SEARCH_URL: `opensearch+${search.endpoint}`, CACHE_URL: redis.endpoint }
      const run = await startProjections(sinks, freshFolder())
      const stale = cache(redis.endpoint)
      await stale.set('list of orders', 'old', { groups: ['Order'] })

      await run.write(await northwind())
      const { summary, verdict, parked, discarded } = await run.settle()
      await run.stop()

      expect({ verdict, parked, discarded }).toEqual({ verdict: inSync, parked: 0, discarded: [] })
      expect(summary).toMatchObject({ failed: 0, parked: 0 })
      expect(summary.received).toBeGreaterThan(3_000)
      expect(await stale.get('list of orders')).toBeUndefined()
    })

    describe('with faults', () => {
      let run: ProjectionsRun
      /** Goes on until a processor has met the fault, so that no fault passes unnoticed. */
      const untilMet = async (code: string, from: number): Promise<void> => {
        while (!run.codes.slice(from).includes(code)) await new Promise(resolve => setTimeout(resolve, 20))
      }
      const answering = (status: number, times: number): void => {
        let left = times
        interfere = ({ url = '' }) => (url.startsWith('/_bulk') && (left -= 1) >= 0 ? { status } : undefined)
      }

      /** Each begins before its writes and gives what ends it. */
      const faults: readonly (readonly [
        name: string,
        code: string | undefined,
        begin: () => Promise<() => Promise<void>>,
      ])[] = [
        [
          'a queue that is full',
          'sink.throttled',
          async () => {
            answering(429, 20)
            return Promise.resolve(async () => Promise.resolve())
          },
        ],
        [
          'a search engine that refuses connections',
          'sink.unavailable',
          async () => {
            await searchProxy.down()
            return searchProxy.up
          },
        ],
        [
          'a search engine that answers too late',
          'sink.unavailable',
          async () => {
            interfere = ({ url = '' }) => (url.startsWith('/_bulk') ? { delayMs: 1_500 } : undefined)
            return Promise.resolve(async () => {
              interfere = () => undefined
              return Promise.resolve()
            })
          },
        ],
        [
          'a search engine that is killed',
          'sink.unavailable',
          async () => {
            await search.kill()
            return search.restart
          },
        ],
        [
          'credentials that are wrong for a while',
          'search.access-denied',
          async () => {
            answering(401, 10)
            return Promise.resolve(async () => Promise.resolve())
          },
        ],
        [
          'a cache that refuses connections',
          'sink.unavailable',
          async () => {
            await cacheProxy.down()
            await cache(redis.endpoint).set('list', 'old', {
              groups: ['Order', 'OrderItem', 'Product', 'User'],
            })
            return cacheProxy.up
          },
        ],
        [
          'a cache that answers too late',
          'sink.unavailable',
          async () => {
            cacheDelayMs = 1_500
            return Promise.resolve(async () => {
              cacheDelayMs = 0
              return Promise.resolve()
            })
          },
        ],
        [
          'a cache that is killed',
          'sink.unavailable',
          async () => {
            await redis.kill()
            return redis.restart
          },
        ],
        ['none', undefined, async () => Promise.resolve(async () => Promise.resolve())],
      ]

      it('loses nothing, and leaves nothing stale behind', async () => {
        await emptySearch()
        const sinks = {
          SEARCH_URL: `opensearch+http://127.0.0.1:${searchProxy.port}?timeoutMs=1000`,
          CACHE_URL: `redis://127.0.0.1:${cacheProxy.port}?timeoutMs=1000`,
        }
        run = await startProjections(sinks, freshFolder())
        const rows = await northwind()

        for (const [phase, [, code, begin]] of faults.entries()) {
          const from = run.codes.length
          const end = await begin()
          // Every third row, or the writes take longer than the faults.
          await run.write(rows.filter((_, index) => index % (3 * faults.length) === phase))
          if (code !== undefined) await untilMet(code, from)
          await end()
          if (code !== undefined && phase === 5)
            while ((await cache(redis.endpoint).get('list')) !== undefined)
              await new Promise(resolve => setTimeout(resolve, 20))
        }
        const { summary, verdict, differences, parked, discarded } = await run.settle()
        await run.stop()

        expect({ verdict, differences, parked, discarded }).toEqual({
          verdict: inSync,
          differences: [],
          parked: 0,
          discarded: [],
        })
        expect(summary).toMatchObject({ failed: 0, parked: 0 })
        expect(summary.retries).toBeGreaterThan(0)
      })
    })

    describe('with bad input', () => {
      const Thing = entity<'Thing', { readonly name: string }>('Thing', { match: { type: 'THING' } })
      const things = (url: string, index = 'things') =>
        functionOf([
          searchIndex({
            filter: when(Thing),
            store: searchStore(url),
            index,
            document: ({ after }) => ({ name: after.name }),
          }),
        ])
      const records = [
        recordOf({ seq: 1, key: 'a', kind: 'INSERT', after: { name: 'x' } }),
        recordOf({ seq: 2, key: 'b', kind: 'INSERT', after: { name: '12' } }),
      ]

      it('fails the batch where the URL names no engine', async () => {
        await expect(things('elastic://h').invoke(records)).rejects.toThrow(
          'The search store cannot live at "elastic://h"',
        )
        await expect(things('opensearch+https://h?tls=1').invoke(records)).rejects.toThrow(
          'it has no option tls',
        )
      })

      it.each([
        ['no host', 'opensearch+http://no-such-host.invalid'],
        ['no port', 'opensearch+http://127.0.0.1:1'],
      ])('reports all records and parks none where there is %s', async (_, url) => {
        const f = things(url)

        // More often than a record may be attempted.
        for (let round = 0; round < 7; round += 1) expect(await f.invoke(records)).toEqual([1, 2])

        expect(await f.parked()).toEqual([])
      })

      it('reports all records and parks none where credentials are wrong', async () => {
        interfere = () => ({ status: 401 })
        const f = things(`opensearch+http://u:p@127.0.0.1:${searchProxy.port}`)

        for (let round = 0; round < 7; round += 1) expect(await f.invoke(records)).toEqual([1, 2])

        interfere = () => undefined
        expect(await f.parked()).toEqual([])
        expect(await f.invoke(records)).toEqual([])
      })

      it('parks what a conflicting mapping refuses, with the reason, and writes the rest', async () => {
        const url = `opensearch+${search.endpoint}`
        await searchAdmin(url).createIndex({
          alias: 'things-conflict',
          properties: { name: { type: 'integer' } },
        })
        const f = things(url, 'things-conflict')

        const reported = await f.invoke(records)

        expect(reported).toEqual([])
        const [parked, ...others] = await f.parked()
        expect(others).toEqual([])
        expect(parked).toMatchObject({ sequenceNumber: records[0]?.dynamodb?.SequenceNumber, attempts: 1 })
        expect(parked?.reason).toMatchObject({
          code: 'sink.rejected',
          message: expect.stringContaining('failed to parse field [name] of type [integer]') as string,
          remedy: expect.stringContaining('Mend the mapping') as string,
        })
      })
    })
  },
)
