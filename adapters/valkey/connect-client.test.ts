import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FakeRedis } from '../../test/support/fake-redis.ts'
import { fakeRedis } from '../../test/support/fake-redis.ts'
import type { ValkeyClient } from './client-shapes.ts'
import { connectClient } from './connect-client.ts'

const word = fc.string({ unit: 'grapheme', minLength: 1 })

/** Puts a prefix before the key of GET, and before that of a script, as ioredis does. */
const prefixing = (redis: FakeRedis, prefix: string, options?: unknown): ValkeyClient => ({
  ...(options !== undefined && { options }),
  call: async (command, ...args) => {
    const at = command === 'eval' ? 2 : 0
    return Promise.resolve(redis.run([command, ...args.with(at, `${prefix}${args[at]}`)]))
  },
})

/** Sends what it is given. */
const plain = (redis: FakeRedis, options?: unknown): ValkeyClient => ({
  ...(options !== undefined && { options }),
  sendCommand: async (args: string[]) => Promise.resolve(redis.run(args)),
})

const asked = (redis: FakeRedis): readonly string[] =>
  redis.commands.map(([command = '']) => command.toUpperCase())

describe('a client', () => {
  it.each<[string, (redis: FakeRedis, prefix: string) => ValkeyClient, string[]]>([
    [
      'puts its prefix before keys and says it',
      (redis, keyPrefix) => prefixing(redis, keyPrefix, { keyPrefix }),
      ['EVAL'],
    ],
    [
      'puts its prefix before keys and does not say it',
      (redis, prefix) => prefixing(redis, prefix),
      ['EVAL'],
    ],
    ['says its prefix and leaves it to others', (redis, keyPrefix) => plain(redis, { keyPrefix }), []],
  ])('that %s reads what is under it', async (_, clientOf, probes) => {
    await fc.assert(
      fc.asyncProperty(word, fc.string(), async (prefix, key) => {
        const redis = fakeRedis()
        redis.run(['SET', prefix + key, 'mine'])
        redis.commands.splice(0)

        const connection = await connectClient(clientOf(redis, prefix))

        expect(connection.prefix).toBe(prefix)
        expect(await connection.send({ words: ['GET'], keys: [key] })).toBe('mine')
        expect(asked(redis)).toEqual([...probes, 'GET'])
      }),
      { numRuns: 30 },
    )
  })

  it.each([
    ['of ioredis', (redis: FakeRedis) => prefixing(redis, '', {})],
    ['of @redis/client', (redis: FakeRedis) => plain(redis, {})],
  ])('%s that says it has no prefix is not asked for it', async (_, clientOf) => {
    const redis = fakeRedis()

    expect(await connectClient(clientOf(redis))).toMatchObject({ prefix: '' })
    expect(asked(redis)).toEqual([])
  })

  it('that says nothing and has no prefix is asked once, and believed', async () => {
    const redis = fakeRedis()

    expect(await connectClient(plain(redis))).toMatchObject({ prefix: '' })
    expect(asked(redis)).toEqual(['EVAL'])
  })

  it.each([null, '', 'tailrace:prefi', 'tailrace:prefix:1'])(
    'whose server sees %j for a key is refused',
    async seen => {
      await expect(connectClient({ call: async () => Promise.resolve(seen) })).rejects.toMatchObject({
        code: 'cache.prefix-unknown',
      })
    },
  )

  it('that says another prefix than it puts is refused, whichever is which', async () => {
    await fc.assert(
      fc.asyncProperty(word, fc.string({ unit: 'grapheme' }), async (keyPrefix, put) => {
        fc.pre(keyPrefix !== put)

        await expect(connectClient(prefixing(fakeRedis(), put, { keyPrefix }))).rejects.toMatchObject({
          code: 'cache.prefix-unknown',
        })
      }),
      { numRuns: 30 },
    )
  })
})
