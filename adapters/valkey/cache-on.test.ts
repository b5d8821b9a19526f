import { describe, expect, it } from 'vitest'
import {
  asIoredisCluster,
  asNodeRedis,
  asNodeRedisCluster,
  fakeCluster,
  fakeRedis,
} from '../../test/support/fake-redis.ts'
import { clientCache } from './client-cache.ts'
import { keySlot } from './key-slot.ts'

const nothing = { keys: [], patterns: [], groups: [] }

const world = (keyPrefix = '') => {
  const server = fakeRedis()
  const cache = clientCache({ ...asNodeRedis(server), options: { keyPrefix } })
  /** What was sent, without the text of scripts. */
  const sent = () =>
    server.commands.map(args => args.map(arg => (arg.includes('redis.call') ? 'SCRIPT' : arg)))
  return { server, cache, sent }
}

// These names stand in people's servers: another one would leave what is under the old one for ever.
describe('what a cache sends', () => {
  it('is the key under its prefix, in every command', async () => {
    const { cache, sent } = world('app:')

    await cache.set('a', '1', { groups: ['g'] })
    await cache.get('a')
    await cache.invalidate({ ...nothing, keys: ['a', 'b'] })

    expect(sent()).toEqual([
      ['SADD', 'app:tailrace:group:{g}', 'a'],
      ['SET', 'app:a', '1'],
      ['SADD', 'app:tailrace:group:{g}', 'a'],
      ['GET', 'app:a'],
      ['UNLINK', 'app:a', 'app:b'],
    ])
  })

  it('is a group’s members out of it, then their entries, then their names', async () => {
    const { cache, sent } = world('app:')
    await cache.set('a', '1', { groups: ['g'] })
    const before = sent().length

    await cache.invalidate({ ...nothing, groups: ['g'] })

    expect(sent().slice(before)).toEqual([
      ['EVAL', 'SCRIPT', '2', 'app:tailrace:group:{g}', 'app:tailrace:group:{g}:leaving'],
      ['UNLINK', 'app:a'],
      ['SREM', 'app:tailrace:group:{g}:leaving', 'a'],
    ])
  })

  it.each([
    ['g', 'tailrace:group:{g}'],
    ['', 'tailrace:group:{%}'],
    ['%', 'tailrace:group:{%25}'],
    ['a}b{c', 'tailrace:group:{a%7Db%7Bc}'],
    ['ü', 'tailrace:group:{%C3%BC}'],
  ])('names the group %j %s, with both of its keys in one slot', async (group, key) => {
    const { cache, sent } = world()

    await cache.set('a', '1', { groups: [group] })

    expect(sent()[0]).toEqual(['SADD', key, 'a'])
    expect(keySlot(key)).toBe(keySlot(`${key}:leaving`))
  })

  it.each([
    ['', 'user:*', 'user:*'],
    ['app:', 'user:*', 'app:user:*'],
    ['a*p?[x]^\\:', 'user:*', 'a\\*p\\?\\[x\\]\\^\\\\:user:*'],
    ['', 'a?[b]\\^*', 'a\\?\\[b\\]\\\\\\^*'],
    ['', '*a*', '*a*'],
    ['', 'a*b*c', 'a*b*c'],
    // Some servers try stars in every combination: they get the ends, and the rest is told here.
    ['', 'a*b*c*d', 'a*d'],
    ['', '*a*b*', '*'],
  ])('asks, under the prefix %j and for the pattern %j, the server for %j', async (prefix, pattern, glob) => {
    const { cache, sent } = world(prefix)

    await cache.invalidate({ ...nothing, patterns: [pattern] })

    expect(sent().filter(([command]) => command === 'SCAN')).toEqual([
      ['SCAN', '0', 'MATCH', glob, 'COUNT', '1000'],
    ])
  })

  it('forgets only what the whole pattern means, of what the server finds for its ends', async () => {
    const { cache } = world('p:')
    for (const key of ['a1b2c3d', 'axd', 'ab-cd', 'abcd!']) await cache.set(key, '1')

    await cache.invalidate({ ...nothing, patterns: ['a*b*c*d'] })

    expect(await Promise.all(['a1b2c3d', 'axd', 'ab-cd', 'abcd!'].map(cache.get))).toEqual([
      undefined,
      '1',
      undefined,
      '1',
    ])
  })

  it('names at most ten thousand keys at once', async () => {
    const { cache, sent } = world()
    const keys = Array.from({ length: 10_001 }, (_, index) => `k${index}`)

    await cache.invalidate({ ...nothing, keys })

    expect(sent().map(args => args.length - 1)).toEqual([10_000, 1])
    expect(sent().flatMap(([, ...each]) => each)).toEqual(keys)
  })

  it('goes on with a scan until the server is through with it', async () => {
    const asked: string[] = []
    const unlinked: string[] = []
    const pages: Readonly<Record<string, unknown>> = { 0: ['17', ['a1']], 17: ['9', []], 9: ['0', ['a2']] }
    const cache = clientCache({
      options: {},
      sendCommand: async ([command = '', ...rest]: string[]) => {
        if (command === 'UNLINK') return Promise.resolve(unlinked.push(...rest))
        asked.push(rest[0] ?? '')
        return Promise.resolve(pages[rest[0] ?? ''])
      },
    })

    await cache.invalidate({ ...nothing, patterns: ['a*'] })

    expect(asked).toEqual(['0', '17', '9'])
    expect(unlinked).toEqual(['a1', 'a2'])
  })
})

describe('a client of @redis/client', () => {
  it('may have its prefix in bytes', async () => {
    const server = fakeRedis()

    await clientCache({ ...asNodeRedis(server), options: { keyPrefix: Buffer.from('ü:') } }).set('a', '1')

    expect(server.commands).toEqual([['SET', 'ü:a', '1']])
  })

  it('of a cluster asks no replica, which may have less than was stored', async () => {
    const cluster = asNodeRedisCluster(fakeCluster())
    const asked: boolean[] = []
    const cache = clientCache({
      ...cluster,
      options: {},
      sendCommand: async (key: string | undefined, isReadonly: boolean, args: string[]) => {
        asked.push(isReadonly)
        return cluster.sendCommand(key, isReadonly, args)
      },
    })

    await cache.set('a', '1', { groups: ['g'] })
    await cache.get('a')
    await cache.invalidate({ ...nothing, keys: ['a'], groups: ['g'] })

    expect(new Set(asked)).toEqual(new Set([false]))
  })

  it('and a sentinel is used as a sentinel is, and asks no replica', async () => {
    const server = fakeRedis()
    const { sendCommand } = asNodeRedis(server)
    const asked: boolean[] = []
    const cache = clientCache({
      options: {},
      getSentinelNode: () => undefined,
      sendCommand: async (isReadonly: boolean, args: string[]) => {
        asked.push(isReadonly)
        return sendCommand(args)
      },
    })
    await cache.set('a', '1')
    await cache.set('b', '2')

    await cache.invalidate({ ...nothing, keys: ['a'], patterns: ['b*'] })

    expect([await cache.get('a'), await cache.get('b')]).toEqual([undefined, undefined])
    expect(new Set(asked)).toEqual(new Set([false]))
  })
})

describe('the nodes of a cluster', () => {
  it('are asked for where a pattern is looked for, and for nothing else', async () => {
    const nodes = fakeCluster()
    const cluster = asNodeRedisCluster(nodes)
    let isAsked = false
    const cache = clientCache({
      ...cluster,
      options: {},
      nodeClient: node => {
        isAsked = true
        return cluster.nodeClient(node)
      },
    })
    await cache.set('a', '1', { groups: ['g'] })

    await cache.invalidate({ ...nothing, keys: ['b'], groups: ['g'] })
    expect([await cache.get('a'), isAsked]).toEqual([undefined, false])

    await cache.invalidate({ ...nothing, patterns: ['a*'] })
    expect(isAsked).toBe(true)
  })
})

describe('the slot of a key', () => {
  it.each([
    [
      '@redis/client',
      (nodes: ReturnType<typeof fakeCluster>) => ({
        ...asNodeRedisCluster(nodes),
        options: { keyPrefix: '{app}:' },
      }),
    ],
    ['ioredis', (nodes: ReturnType<typeof fakeCluster>) => asIoredisCluster(nodes, '{app}:')],
  ])('is that of the key behind its prefix, so that one command is enough: %s', async (_, connect) => {
    const nodes = fakeCluster()
    const keys = Array.from({ length: 50 }, (_, index) => `k${index}`)

    await clientCache(connect(nodes)).invalidate({ ...nothing, keys })

    const unlinks = nodes
      .flatMap(({ commands }) => commands)
      .filter(([command]) => command?.toUpperCase() === 'UNLINK')
    expect(unlinks.map(([, ...each]) => each)).toEqual([keys.map(key => `{app}:${key}`)])
  })
})
