import type { TypeMapping } from '@redis/client'
import { createClient, createClientPool, RESP_TYPES } from '@redis/client'
import { Redis } from 'ioredis'
import { Redis as Redis5 } from 'ioredis-5'
import { Redis as Valkey } from 'iovalkey'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { cacheContract } from '../../testing/contracts/cache.ts'
import { holdTo } from '../../test/contract/hold-to.ts'
import { ofRealServices } from '../../test/contract/reasons.ts'
import { asIoredis, asNodeRedis, fakeRedis } from '../../test/support/fake-redis.ts'
import type { RespServer } from '../../test/support/resp-server.ts'
import { respServer } from '../../test/support/resp-server.ts'
import { clientCache } from './client-cache.ts'
import { valkeyCache } from './valkey-cache.ts'
import { valkeyTarget } from './valkey-target.ts'
import type { ValkeyClient } from './client-shapes.ts'

let server: RespServer
/** Tests that name one use those before. */
let databases = 100
const closing: (() => unknown)[] = []
beforeAll(async () => {
  server = await respServer()
})
afterEach(async () => {
  server.refuse(undefined)
  for (const close of closing.splice(0)) await close()
})
afterAll(async () => {
  await server.stop()
})

/** What a library's own commands do: the readers and writers of a cache use these, and none of ours. */
interface Library {
  readonly client: ValkeyClient
  readonly set: (key: string, value: string) => Promise<unknown>
  readonly get: (key: string) => Promise<unknown>
}

interface Settings {
  readonly keyPrefix?: string
  readonly [name: string]: unknown
}

const libraryOf = (client: ValkeyClient & Pick<Library, 'set' | 'get'>, close: () => unknown): Library => {
  closing.push(close)
  return {
    client,
    set: async (key, value) => client.set(key, value),
    get: async key => {
      const found = await client.get(key)
      return found instanceof Buffer ? found.toString() : found
    },
  }
}

const ofClass =
  (Client: typeof Redis | typeof Redis5 | typeof Valkey) =>
  (settings: Settings): Promise<Library> => {
    const client = new (Client as typeof Redis)(server.port, { ...settings, lazyConnect: false })
    client.on('error', () => undefined)
    return Promise.resolve(
      libraryOf(client as never, () => {
        client.disconnect()
      }),
    )
  }

const nodeRedis =
  (RESP: 2 | 3) =>
  async ({ db, ...settings }: Settings): Promise<Library> => {
    const client = createClient({
      RESP,
      socket: { port: server.port, host: '127.0.0.1' },
      ...(db !== undefined && { database: db as number }),
      ...settings,
    })
    client.on('error', () => undefined)
    await client.connect()
    return libraryOf(client, () => {
      client.destroy()
    })
  }

const nodeRedisPool = async (settings: Settings): Promise<Library> => {
  const pool = createClientPool({ socket: { port: server.port, host: '127.0.0.1' }, ...settings })
  pool.on('error', () => undefined)
  await pool.connect()
  return libraryOf(pool, () => {
    pool.destroy()
  })
}

const buffers: TypeMapping = {
  [RESP_TYPES.BLOB_STRING]: Buffer,
  [RESP_TYPES.SIMPLE_STRING]: Buffer,
  [RESP_TYPES.NUMBER]: String,
}

const libraries: readonly (readonly [
  name: string,
  open: (settings: Settings) => Promise<Library>,
  settings: Settings,
])[] = [
  ['ioredis', ofClass(Redis), {}],
  ['ioredis 5', ofClass(Redis5), {}],
  ['iovalkey', ofClass(Valkey), {}],
  ['ioredis with pipelines of its own', ofClass(Redis), { enableAutoPipelining: true }],
  ['iovalkey with pipelines of its own', ofClass(Valkey), { enableAutoPipelining: true }],
  ['ioredis with numbers as texts', ofClass(Redis), { stringNumbers: true }],
  ['iovalkey with numbers as texts', ofClass(Valkey), { stringNumbers: true }],
  ['ioredis on another database', ofClass(Redis), { db: 3 }],
  [
    'iovalkey without a queue of its own',
    ofClass(Valkey),
    { enableOfflineQueue: true, commandTimeout: 5_000 },
  ],
  ['@redis/client, RESP2', nodeRedis(2), {}],
  ['@redis/client, RESP3', nodeRedis(3), {}],
  [
    '@redis/client, RESP3, with replies as buffers',
    nodeRedis(3),
    { commandOptions: { typeMapping: buffers } },
  ],
  [
    '@redis/client, RESP2, with replies as buffers',
    nodeRedis(2),
    { commandOptions: { typeMapping: buffers } },
  ],
  ['@redis/client on another database', nodeRedis(2), { db: 3 }],
  ['a pool of @redis/client', nodeRedisPool, {}],
]

const nothing = { keys: [], patterns: [], groups: [] }
const entries = ['user:1', 'user:2', 'users', 'other:user:1', 'x']

holdTo(
  'a server by its URL as a cache',
  cacheContract(() => {
    databases += 1
    return { cache: valkeyCache(valkeyTarget('redis', `//127.0.0.1:${server.port}/${databases}`)) }
  }, ofRealServices),
)

describe.each(libraries)('%s', (name, open, settings) => {
  holdTo(
    `${name} as a cache`,
    cacheContract(async () => {
      const { client } = await open({ ...settings, keyPrefix: `${Math.random()}:` })
      return { cache: clientCache(client) }
    }, ofRealServices),
  )

  it.each(['', 'a*p?[x]\\:', '{ü}:'])(
    'forgets, stores and reads what its own commands do, under the prefix %j',
    async keyPrefix => {
      const { client, set, get } = await open({ ...settings, ...(keyPrefix !== '' && { keyPrefix }) })
      const outside = await open(settings)
      const cache = clientCache(client)
      for (const key of entries) {
        await outside.set(key, 'out')
        await set(key, 'in')
      }
      await set('grouped', 'in')
      await cache.set('grouped', 'in', { groups: ['g'] })

      await cache.invalidate({ keys: ['x', 'absent'], patterns: ['user:*'], groups: ['g'] })

      const left = await Promise.all([...entries, 'grouped'].map(get))
      expect(left).toEqual([null, null, 'in', 'in', null, null])
      await cache.set('x', 'new')
      expect([await get('x'), await cache.get('x'), await cache.get('user:1')]).toEqual([
        'new',
        'new',
        undefined,
      ])
      if (keyPrefix !== '')
        expect(await Promise.all(entries.map(outside.get))).toEqual(entries.map(() => 'out'))
    },
  )
})

describe('a client whose prefix is not to be seen', () => {
  /** What a library around a client does, which shows none of its settings. */
  const wrapped = (prefix: string, change: (key: string) => string = key => prefix + key) => {
    const redis = fakeRedis()
    const keysAt = (args: readonly string[]): readonly string[] => {
      const [command = ''] = args
      if (command === 'scan') return args
      if (command === 'eval') {
        const last = 3 + Number(args[2])
        return args.map((arg, at) => (at >= 3 && at < last ? change(arg) : arg))
      }
      return args.map((arg, at) => (at === 1 || (command === 'unlink' && at > 0) ? change(arg) : arg))
    }
    return { redis, client: { call: async (...args: string[]) => Promise.resolve(redis.run(keysAt(args))) } }
  }

  it('shows it once, and is forgotten under it', async () => {
    const { redis, client } = wrapped('hidden:')
    const cache = clientCache(client)
    redis.run(['SET', 'hidden:user:1', 'x'])
    redis.run(['SET', 'user:1', 'x'])

    await cache.invalidate({ ...nothing, patterns: ['user:*'] })
    await cache.invalidate({ ...nothing, keys: ['a'] })

    expect(redis.run(['SCAN', '0', 'MATCH', '*'])).toEqual(['0', ['user:1']])
    expect(redis.commands.filter(([command]) => command === 'eval')).toHaveLength(1)
  })

  it.each([
    ['turns keys into something else', wrapped('', key => key.toUpperCase()).client],
    ['says another prefix than the server sees', { ...wrapped('b:').client, options: { keyPrefix: 'a:' } }],
    ['says a prefix that is no text', { ...wrapped('b:').client, options: { keyPrefix: () => 'a:' } }],
    [
      'says a prefix that is no well-formed text',
      { ...asNodeRedis(fakeRedis()), options: { keyPrefix: Buffer.from([0xff]) } },
    ],
  ])('is refused where it %s', async (_, client) => {
    await expect(clientCache(client).invalidate({ ...nothing, keys: ['a'] })).rejects.toMatchObject({
      code: 'cache.prefix-unknown',
      scope: 'sink',
      disposition: 'retry',
    })
  })
})

describe('a client that cannot be worked with', () => {
  it.each<readonly [string, unknown]>([
    ['answers to callbacks, as of redis 3', { sendCommand: () => false, internal_send_command: () => false }],
    ['is in a legacy mode', { options: {}, sendCommand: () => undefined }],
    [
      'gives itself in place of a reply, as a pipeline does',
      { options: {}, call: () => ({ exec: () => [] }) },
    ],
    ['is in a transaction', { options: {}, sendCommand: async () => Promise.resolve('QUEUED') }],
    ['gives nothing', { options: {}, sendCommand: async () => Promise.resolve(undefined) }],
    ['is none', {}],
    ['is missing', undefined],
    ['is a URL', 'redis://localhost'],
  ])('is refused, not believed, where it %s', async (_, client) => {
    const cache = clientCache(client as ValkeyClient)

    await expect(cache.invalidate({ ...nothing, keys: ['a'] })).rejects.toMatchObject({
      code: 'cache.client-unsupported',
      scope: 'sink',
    })
    await expect(cache.set('a', '1')).rejects.toMatchObject({ code: 'cache.client-unsupported' })
  })

  it('of redis 3 is sent nothing, and told by its name', async () => {
    const sent: unknown[] = []
    // It carries commands out, and answers to a callback that nobody gives it.
    const note = (...args: unknown[]): boolean => sent.push(args) > 0
    const client = { options: {}, sendCommand: note, internal_send_command: note } as unknown
    const cache = clientCache(client as ValkeyClient)

    for (const asked of [
      cache.invalidate({ ...nothing, keys: ['a'] }),
      cache.invalidate({ ...nothing, patterns: ['a*'] }),
      cache.set('a', '1'),
      cache.get('a'),
    ])
      await expect(asked).rejects.toThrow('redis 3 or older')
    expect(sent).toEqual([])
  })

  it.each([undefined, null, 7, {}, ['a'], Buffer.from('a')])('is not given %j for a text', async odd => {
    const redis = fakeRedis()
    for (const client of [asNodeRedis(redis), asIoredis(redis)]) {
      const cache = clientCache(client)
      const refused = { code: 'cache.argument-invalid', scope: 'record', disposition: 'park' }

      await expect(cache.invalidate({ ...nothing, keys: ['a', odd as string] })).rejects.toMatchObject(
        refused,
      )
      await expect(cache.set('a', odd as string)).rejects.toMatchObject(refused)
      await expect(cache.get(odd as string)).rejects.toMatchObject(refused)
    }
    expect(redis.commands).toEqual([])
  })
})
