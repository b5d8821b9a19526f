import type { AddressInfo, Socket } from 'node:net'
import { createServer } from 'node:net'
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { holdTo } from '../../test/contract/hold-to.ts'
import { faultyCalls } from '../../test/support/faulty-calls.ts'
import type { CacheUnderTest } from '../../testing/contracts/cache.ts'
import { cacheContract } from '../../testing/contracts/cache.ts'
import { withoutService } from '../../testing/contracts/contract.ts'
import type { ValkeyClient } from './client-shapes.ts'
import {
  asIoredis,
  asIoredisCluster,
  asNodeRedis,
  asNodeRedisCluster,
  fakeCluster,
  fakeRedis,
} from '../../test/support/fake-redis.ts'
import { reactionsDone } from '../../test/support/manual-clock.ts'
import { clientCache } from './client-cache.ts'
import { keepConnection } from './keep-connection.ts'
import { bySlot, keySlot } from './key-slot.ts'
import { valkeyCache } from './valkey-cache.ts'
import type { OpenConnection } from './valkey-connection.ts'
import { connectClient } from './connect-client.ts'
import { valkeyTarget } from './valkey-target.ts'

const secret = 'marked-password'

/** A client of `@redis/client`, and faults between it and its server. */
const faultyRedis = (): CacheUnderTest => {
  const { faults, through } = faultyCalls({ refusal: () => new Error('ERR refused'), secrets: [secret] })
  const inner = asNodeRedis(fakeRedis())
  const client: typeof inner = {
    ...inner,
    options: { password: secret },
    sendCommand: async args => through(args.join(' '), undefined, async () => inner.sendCommand(args)),
  }
  return { cache: clientCache(client), faults }
}
holdTo('a client of @redis/client as a cache', cacheContract(faultyRedis))

const inMemory = (name: string, make: () => ValkeyClient): void =>
  holdTo(
    `${name} as a cache`,
    cacheContract(() => ({ cache: clientCache(make()) }), withoutService),
  )
inMemory('a cluster of @redis/client', () => asNodeRedisCluster(fakeCluster()))
inMemory('a client of ioredis', () => asIoredis(fakeRedis()))
inMemory('a cluster of ioredis', () => asIoredisCluster(fakeCluster()))
for (const keyPrefix of ['app:', '{app}:', 'a{', 'a*[']) {
  inMemory(`a cluster of @redis/client with the prefix ${keyPrefix}`, () => ({
    ...asNodeRedisCluster(fakeCluster()),
    options: { keyPrefix },
  }))
  inMemory(`a cluster of ioredis with the prefix ${keyPrefix}`, () =>
    asIoredisCluster(fakeCluster(), keyPrefix),
  )
}

const nothing = { keys: [], patterns: [], groups: [] }
const thousand = Array.from({ length: 1_000 }, (_, index) => `k${index}`)

describe('keySlot', () => {
  it.each([
    ['123456789', 0x31c3],
    ['foo', 12_182],
    ['{user1000}.following', 3_443],
    ['{user1000}.followers', 3_443],
    ['foo{}{bar}', 8_363],
    ['foo{{bar}}zap', 4_015],
    ['', 0],
  ])('of %j is %i', (key, slot) => {
    expect(keySlot(key)).toBe(slot % 16_384)
  })

  it('is shared within a group of keys, and no key is lost', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), keys => {
        const groups = bySlot(keys)

        expect(groups.every(group => new Set(group.map(keySlot)).size === 1)).toBe(true)
        expect(groups.flat().toSorted()).toEqual([...keys].sort())
      }),
    )
  })
})

describe('a thousand invalidations', () => {
  it('are one command', async () => {
    const server = fakeRedis()

    await clientCache(asNodeRedis(server)).invalidate({ ...nothing, keys: thousand })

    expect(server.commands).toEqual([['UNLINK', ...thousand]])
  })

  it('are all on their way to a cluster before the first answer', async () => {
    let open = 0
    let most = 0
    const cluster = asNodeRedisCluster(fakeCluster())
    const watched = {
      ...cluster,
      sendCommand: async (key: string | undefined, isReadonly: boolean, args: string[]) => {
        most = Math.max(most, (open += 1))
        const reply = await cluster.sendCommand(key, isReadonly, args)
        open -= 1
        return reply
      },
    }

    await clientCache(watched).invalidate({ ...nothing, keys: thousand })

    expect(most).toBe(bySlot(thousand).length)
  })
})

describe('a group', () => {
  it('keeps an entry that is stored while it is forgotten, for the next time', async () => {
    const server = fakeRedis()
    const cache = clientCache(asNodeRedis(server))
    await cache.set('a', '1', { groups: ['g'] })

    await Promise.all([
      cache.invalidate({ ...nothing, groups: ['g'] }),
      cache.set('b', '2', { groups: ['g'] }),
    ])
    await cache.invalidate({ ...nothing, groups: ['g'] })

    expect([await cache.get('a'), await cache.get('b')]).toEqual([undefined, undefined])
  })

  it('has an entry again that is stored just after its members were taken out', async () => {
    const server = fakeRedis()
    const { sendCommand } = asNodeRedis(server)
    const other = clientCache(asNodeRedis(server))
    const between = clientCache({
      options: {},
      sendCommand: async (args: string[]) => {
        if (args[0] === 'SET') await other.invalidate({ ...nothing, groups: ['g'] })
        return sendCommand(args)
      },
    })
    await between.set('a', '1', { groups: ['g'] })

    await other.invalidate({ ...nothing, groups: ['g'] })

    expect(await other.get('a')).toBeUndefined()
  })

  it('without a name keeps both of its keys in one slot of a cluster', async () => {
    const cluster = clientCache(asNodeRedisCluster(fakeCluster()))
    await cluster.set('a', '1', { groups: [''] })

    await cluster.invalidate({ ...nothing, groups: [''] })

    expect(await cluster.get('a')).toBeUndefined()
  })

  it('forgets what a process that died in the middle had taken out of it', async () => {
    const server = fakeRedis()
    const cache = clientCache(asNodeRedis(server))
    await cache.set('a', '1', { groups: ['g'] })
    server.run(['EVAL', '', '2', 'tailrace:group:{g}', 'tailrace:group:{g}:leaving'])

    await cache.invalidate({ ...nothing, groups: ['g'] })

    expect(await cache.get('a')).toBeUndefined()
  })

  it('outlives a pattern that names everything', async () => {
    const cache = clientCache(asNodeRedis(fakeRedis()))
    await cache.set('a', '1', { groups: ['g'] })
    await cache.invalidate({ ...nothing, patterns: ['t*'] })

    await cache.invalidate({ ...nothing, groups: ['g'] })

    expect(await cache.get('a')).toBeUndefined()
  })
})

describe('a server that takes connections and says nothing', () => {
  it.each(['', '&cluster=true'])('is left, socket and all (%s)', async more => {
    const sockets = new Set<Socket>()
    const server = createServer(socket => {
      sockets.add(
        socket
          .resume()
          .on('error', () => undefined)
          .once('close', () => sockets.delete(socket)),
      )
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const cache = valkeyCache(valkeyTarget('redis', `//:p@127.0.0.1:${port}?timeoutMs=1000${more}`))

    await expect(cache.get('a')).rejects.toThrow(
      `Redis at 127.0.0.1:${port} cannot be reached: no answer within 1000 ms.`,
    )

    await vi.waitFor(() => {
      expect(sockets.size).toBe(0)
    }, 10_000)
    server.close()
  })
})

it('is named by its unix socket where it has one', async () => {
  const cache = valkeyCache(valkeyTarget('redis+unix', '/nowhere/redis.sock'))

  await expect(cache.get('a')).rejects.toThrow('Redis at /nowhere/redis.sock cannot be reached')
})

describe('keepConnection', () => {
  const kept = (answers: (() => Promise<unknown>)[], timeoutMs = 1_000) => {
    const seen = { opened: 0, destroyed: 0 }
    const open = async (): Promise<OpenConnection> => {
      seen.opened += 1
      const sendCommand = async (): Promise<unknown> =>
        (answers.shift() ?? (async () => Promise.resolve('ok')))()
      const destroy = (): void => {
        seen.destroyed += 1
      }
      return { ...(await connectClient({ options: {}, sendCommand })), destroy }
    }
    const on = keepConnection({ open, sink: 'Redis', timeoutMs })
    return {
      seen,
      ask: async (signal?: AbortSignal) =>
        on(async ({ send }) => send({ words: ['GET'], keys: ['k'] }), signal),
    }
  }
  const lost = async () => Promise.reject(new Error('Socket closed unexpectedly'))
  const refused = async () => Promise.reject(new Error('LOADING Redis is loading the dataset in memory'))
  const fine = async () => Promise.resolve('fine')
  const silent = async () => new Promise<never>(() => undefined)

  it('opens one connection for many calls', async () => {
    const { ask, seen } = kept([])
    await Promise.all([ask(), ask(), ask()])

    expect(seen).toEqual({ opened: 1, destroyed: 0 })
  })

  it('does work once more where an idle connection was cut', async () => {
    const { ask, seen } = kept([fine, lost, fine])

    expect([await ask(), await ask()]).toEqual(['fine', 'fine'])
    expect(seen).toEqual({ opened: 2, destroyed: 1 })
  })

  it('opens one connection for all whose old one was cut', async () => {
    const lostLater = async (): Promise<never> => reactionsDone().then(lost)
    const { ask, seen } = kept([fine, lost, lostLater, fine, fine])
    await ask()

    expect(await Promise.all([ask(), ask()])).toEqual(['fine', 'fine'])
    expect(seen.opened).toBe(2)
  })

  it('gives up a fresh connection that breaks, and opens another for the next call', async () => {
    const { ask } = kept([lost, fine])

    await expect(ask()).rejects.toMatchObject({ code: 'sink.unavailable', scope: 'sink' })
    expect(await ask()).toBe('fine')
  })

  it('keeps a connection on which the server refuses something', async () => {
    const { ask, seen } = kept([refused, fine])

    await expect(ask()).rejects.toThrow('LOADING Redis is loading')
    expect(await ask()).toBe('fine')
    expect(seen.opened).toBe(1)
  })

  it.each(["READONLY You can't write against a read only replica.", 'MASTERDOWN Link with MASTER is down'])(
    'leaves a server that was demoted: %s',
    async message => {
      const { ask, seen } = kept([fine, async () => Promise.reject(new Error(message)), fine])
      await ask()

      expect(await ask()).toBe('fine')
      expect(seen).toEqual({ opened: 2, destroyed: 1 })
    },
  )

  it('waits no longer than it may, and not twice', async () => {
    const { ask, seen } = kept([fine, silent, fine], 50)
    await ask()

    await expect(ask()).rejects.toThrow('Redis cannot be reached: no answer within 50 ms.')
    expect(await ask()).toBe('fine')
    expect(seen).toEqual({ opened: 2, destroyed: 1 })
  })

  it('ends when the function is out of time', async () => {
    const { ask } = kept([silent])

    await expect(ask(AbortSignal.abort())).rejects.toMatchObject({ code: 'sink.unavailable' })
  })

  it.each([
    'NOAUTH Authentication required.',
    'WRONGPASS invalid username-password pair',
    'NOPERM User x has no permissions',
  ])('tells credentials from outages: %s', async message => {
    const { ask } = kept([async () => Promise.reject(new Error(message))])

    await expect(ask()).rejects.toMatchObject({ code: 'cache.access-denied', scope: 'sink' })
  })
})
