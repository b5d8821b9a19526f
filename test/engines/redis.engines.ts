import { createClient } from '@redis/client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cache } from '../../adapters/open/cache.ts'
import { systemClock } from '../../core/clock.ts'
import { clientCache } from '../../adapters/valkey/client-cache.ts'
import type { Cache } from '../../processors/cache-invalidation/cache.ts'
import type { RedisServer } from '../../local-servers/engines/start-redis.ts'
import { cacheContract } from '../../testing/contracts/cache.ts'
import { holdTo } from '../contract/hold-to.ts'
import { ofRealServices } from '../contract/reasons.ts'
import { tcpProxy } from '../support/faulty-proxy.ts'
import { bundledCache } from '../support/bundled-cache.ts'
import { noRedis, realRedis } from '../support/real-engines.ts'
import { temporaryPaths } from '../support/temporary-folder.ts'

const nothing = { keys: [], patterns: [], groups: [] }
const reason = await noRedis()
const path = temporaryPaths()
const bundled = await bundledCache(path('bundle'))

describe.skipIf(reason !== undefined)(`Redis${reason === undefined ? '' : `: ${reason}`}`, () => {
  let server: RedisServer
  const openClient = async (url = server.endpoint) =>
    createClient({ url })
      .on('error', () => undefined)
      .connect()
  let admin: Awaited<ReturnType<typeof openClient>>
  beforeAll(async () => {
    server = await realRedis()
    admin = await openClient()
  })
  afterAll(async () => {
    admin.destroy()
    await server.stop()
  })
  const empty = async (url: string, open = cache): Promise<Cache> => {
    await admin.sendCommand(['FLUSHALL'])
    return open(url)
  }
  const callsOf = async (command: string): Promise<number> => {
    const stats = await admin.info('commandstats')
    return Number(new RegExp(`cmdstat_${command}:calls=(\\d+)`).exec(stats)?.[1] ?? 0)
  }

  describe('contract', () => {
    const held = (name: string, make: () => Promise<Cache>): void =>
      holdTo(
        name,
        cacheContract(async () => ({ cache: await make() }), ofRealServices),
      )
    held('Redis over TCP', async () => empty(server.endpoint))
    held('Redis over a unix socket', async () => empty(`redis+unix:${server.socket}`))
    held('Redis over TCP, as bundled', async () => empty(server.endpoint, bundled))
    held('Redis over a unix socket, as bundled', async () =>
      empty(`redis+unix:${server.socket}?db=2`, bundled),
    )
    held('a client handed in', async () => {
      await admin.sendCommand(['FLUSHALL'])
      return clientCache(admin)
    })
  })

  it('takes a thousand invalidations in one round trip', async () => {
    const keys = Array.from({ length: 1_000 }, (_, index) => `k${index}`)
    const opened = await empty(server.endpoint)
    await opened.set('k7', '1')
    await admin.sendCommand(['CONFIG', 'RESETSTAT'])

    await opened.invalidate({ ...nothing, keys })

    expect(await callsOf('unlink')).toBe(1)
    expect(await opened.get('k7')).toBeUndefined()
  })

  it('finds by pattern among many keys, and leaves the others', async () => {
    const opened = await empty(server.endpoint)
    await Promise.all(
      Array.from({ length: 3_000 }, async (_, index) =>
        opened.set(`${index % 2 === 0 ? 'even' : 'odd'}:${index}`, 'x'),
      ),
    )

    await opened.invalidate({ ...nothing, patterns: ['even:*'] })

    expect(await admin.dbSize()).toBe(1_500)
  })

  it.each([
    ['', cache],
    [', as bundled', bundled],
  ])('is used again after it was killed, and says so while it is away%s', async (_, open) => {
    const opened = await empty(server.endpoint, open)
    await opened.set('a', '1')
    await server.kill()

    await expect(opened.invalidate({ ...nothing, keys: ['a'] })).rejects.toMatchObject({
      code: 'sink.unavailable',
      scope: 'sink',
    })
    await server.restart()
    admin.destroy()
    admin = await openClient()

    await opened.set('a', '2')
    expect(await opened.get('a')).toBe('2')
  })

  it('is given up when it is slower than it may be, and used again after', async () => {
    let delayMs = 0
    const proxy = await tcpProxy(server.port, () => delayMs)
    const opened = await empty(`redis://127.0.0.1:${proxy.port}?timeoutMs=2000`)
    await opened.set('a', '1')
    delayMs = 6_000

    await expect(opened.invalidate({ ...nothing, keys: ['a'] })).rejects.toThrow('no answer within 2000 ms')
    delayMs = 0
    await opened.invalidate({ ...nothing, keys: ['a'] })

    expect(await opened.get('a')).toBeUndefined()
    await proxy.close()
  })

  it.each([
    ['', cache],
    [', as bundled', bundled],
  ])('tells wrong credentials in one line%s', async (_, open) => {
    const opened = open(`redis://shop:wrong@127.0.0.1:${server.port}`)

    await expect(opened.get('a')).rejects.toMatchObject({
      code: 'cache.access-denied',
      message: expect.stringContaining('WRONGPASS') as string,
    })
  })
})

describe.skipIf(reason !== undefined)('a cluster of one', () => {
  let server: RedisServer
  beforeAll(async () => {
    server = await realRedis(['--cluster-enabled', 'yes'])
    const client = await createClient({ url: server.endpoint }).connect()
    await client.sendCommand(['CLUSTER', 'ADDSLOTSRANGE', '0', '16383'])
    while (!(await client.clusterInfo()).includes('cluster_state:ok')) await systemClock.wait(50)
    client.destroy()
  })
  afterAll(async () => {
    await server.stop()
  })

  const held = (name: string, open: typeof cache): void =>
    holdTo(
      name,
      cacheContract(async () => {
        const client = await createClient({ url: server.endpoint }).connect()
        await client.sendCommand(['FLUSHALL'])
        client.destroy()
        return { cache: open(`${server.endpoint}?cluster=true`) }
      }, ofRealServices),
    )
  held('a Redis cluster', cache)
  held('a Redis cluster, as bundled', bundled)

  it.each([
    ['', cache],
    [', as bundled', bundled],
  ])('takes a thousand keys of as many slots%s', async (_, open) => {
    const opened = open(`${server.endpoint}?cluster=true`)
    const keys = Array.from({ length: 1_000 }, (_, index) => `k${index}`)
    await Promise.all(keys.map(async key => opened.set(key, 'x', { groups: ['all'] })))

    await opened.invalidate({ ...nothing, keys: keys.slice(0, 500), groups: ['all'] })

    expect(new Set(await Promise.all(keys.map(opened.get)))).toEqual(new Set([undefined]))
  })
})
