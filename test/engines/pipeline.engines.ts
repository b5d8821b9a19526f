import { mkdirSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cache } from '../../adapters/open/cache.ts'
import { searchAdmin } from '../../adapters/open/search-admin.ts'
import { searchStore } from '../../adapters/open/search-store.ts'
import { systemClock } from '../../core/clock.ts'
import { entity } from '../../core/entity/define-entity.ts'
import { when } from '../../core/filter/words.ts'
import type { Row } from '../../model/northwind/plan.ts'
import { plan } from '../../model/northwind/plan.ts'
import { seededRandom } from '../../model/northwind/seeded-random.ts'
import { shopData } from '../../model/northwind/shop-data.ts'
import type { RestartableServer } from '../../local-servers/engines/restartable-server.ts'
import type { RedisServer } from '../../local-servers/engines/start-redis.ts'
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
    let search: RestartableServer
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

      expect({ verdict, parked, discarded }).toEqual({ verdict: inSync, parked: [], discarded: [] })
      expect(summary).toMatchObject({ failed: 0, parked: 0 })
      expect(summary.received).toBeGreaterThan(3_000)
      expect(await stale.get('list of orders')).toBeUndefined()
    })

    describe('with faults', () => {
      let run: ProjectionsRun
      /** Goes on until a processor has met the fault, so that no fault passes unnoticed. */
      const untilMet = async (code: string, from: number): Promise<void> => {
        while (!run.codes.slice(from).includes(code)) await systemClock.wait(20)
      }
      const answering = (status: number, times: number): void => {
        let left = times
        interfere = ({ url = '' }) => (url.startsWith('/_bulk') && (left -= 1) >= 0 ? { status } : undefined)
      }

      const answersAgain = async (): Promise<void> => {
        interfere = () => undefined
        cacheDelayMs = 0
        return Promise.resolve()
      }

      /** Each begins before its writes, and ends when a processor has met it. */
      const faults: readonly {
        readonly code: string
        readonly begin: () => void | Promise<void>
        readonly end: () => Promise<void>
      }[] = [
        { code: 'sink.throttled', begin: () => answering(429, 20), end: answersAgain },
        {
          code: 'sink.unavailable',
          begin: async () => searchProxy.down(),
          end: async () => searchProxy.up(),
        },
        {
          code: 'sink.unavailable',
          begin: () => {
            interfere = ({ url = '' }) => (url.startsWith('/_bulk') ? { delayMs: 1_500 } : undefined)
          },
          end: answersAgain,
        },
        { code: 'sink.unavailable', begin: async () => search.kill(), end: async () => search.restart() },
        { code: 'search.access-denied', begin: () => answering(401, 10), end: answersAgain },
        {
          code: 'sink.unavailable',
          begin: async () => {
            await cacheProxy.down()
            await cache(redis.endpoint).set('list of orders', 'old', { groups: ['Order'] })
          },
          end: async () => {
            await cacheProxy.up()
            // The changes that could not be told to the cache are told now.
            while ((await cache(redis.endpoint).get('list of orders')) !== undefined)
              await systemClock.wait(20)
          },
        },
        {
          code: 'sink.unavailable',
          begin: () => {
            cacheDelayMs = 1_500
          },
          end: answersAgain,
        },
        { code: 'sink.unavailable', begin: async () => redis.kill(), end: async () => redis.restart() },
      ]

      it('loses nothing, and leaves nothing stale behind', async () => {
        await emptySearch()
        const sinks = {
          SEARCH_URL: `opensearch+http://127.0.0.1:${searchProxy.port}?timeoutMs=1000`,
          CACHE_URL: `redis://127.0.0.1:${cacheProxy.port}?timeoutMs=1000`,
        }
        run = await startProjections(sinks, freshFolder())
        const rows = await northwind()

        // A part of the shop for each fault and one for the quiet after; all of it would take minutes.
        const part = (phase: number): readonly Row[] =>
          rows.filter((_, index) => index % (3 * faults.length) === phase)

        for (const [phase, { code, begin, end }] of faults.entries()) {
          const from = run.codes.length
          await begin()
          await run.write(part(phase))
          await untilMet(code, from)
          await end()
        }
        await run.write(part(faults.length))
        const { summary, verdict, differences, parked, discarded } = await run.settle()
        await run.stop()

        expect({ verdict, differences, parked, discarded }).toEqual({
          verdict: inSync,
          differences: [],
          parked: [],
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
