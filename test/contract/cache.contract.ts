import { describe, expect, it } from 'vitest'
import type { Cache } from '../../processors/cache-invalidation/cache.ts'

const nothing = { keys: [], patterns: [], groups: [] }

/** What every cache has to do. `make` gives an empty one. */
export const cacheContract = (name: string, make: () => Cache | Promise<Cache>): void => {
  describe(`${name} as a cache`, () => {
    it('forgets keys, and minds none that are not there', async () => {
      const cache = await make()
      await cache.set('a', '1')
      await cache.set('b', '2')

      await cache.invalidate({ ...nothing, keys: ['a', 'absent'] })

      expect([await cache.get('a'), await cache.get('b')]).toEqual([undefined, '2'])
    })

    it('forgets what a pattern names, taking only * for more than itself', async () => {
      const cache = await make()
      for (const key of ['user:1', 'user:2:orders', 'users', 'u.er:1']) await cache.set(key, 'x')

      await cache.invalidate({ ...nothing, patterns: ['user:*'] })

      expect(await Promise.all(['user:1', 'user:2:orders', 'users', 'u.er:1'].map(cache.get))).toEqual([
        undefined,
        undefined,
        'x',
        'x',
      ])
    })

    it.each([
      ['q?:*', 'q?:1', 'qa:1'],
      ['r[12]:*', 'r[12]:1', 'r1:1'],
      ['r[^1]:*', 'r[^1]:1', 'r2:1'],
      ['s\\:*', 's\\:1', 's:1'],
    ])('takes each character of %s but * as it is', async (pattern, meant, other) => {
      const cache = await make()
      for (const key of [meant, other]) await cache.set(key, 'x')

      await cache.invalidate({ ...nothing, patterns: [pattern] })

      expect([await cache.get(meant), await cache.get(other)]).toEqual([undefined, 'x'])
    })

    it('forgets many keys at once', async () => {
      const cache = await make()
      const keys = Array.from({ length: 50 }, (_, index) => `}{many}${index}`)
      for (const key of keys) await cache.set(key, 'x')

      await cache.invalidate({ ...nothing, keys })

      expect(new Set(await Promise.all(keys.map(cache.get)))).toEqual(new Set([undefined]))
    })

    it.each([
      ['a*b*c*d', ['abcd', 'a-b-c-d', 'a*b*c*d'], ['abdc', 'xabcd', 'abcdx']],
      ['*:*:*', ['::', 'a:b:c'], ['a:b', ':']],
      [`${'e*'.repeat(30)}f`, [`${'e'.repeat(30)}f`], ['e'.repeat(60), `${'e'.repeat(29)}f`]],
    ])('forgets what a pattern of several stars names: %s', async (pattern, meant, others) => {
      const cache = await make()
      for (const key of [...meant, ...others]) await cache.set(key, 'x')

      await cache.invalidate({ ...nothing, patterns: [pattern] })

      expect(await Promise.all([...meant, ...others].map(cache.get))).toEqual([
        ...meant.map(() => undefined),
        ...others.map(() => 'x'),
      ])
    })

    it('forgets the members of a group', async () => {
      const cache = await make()
      await cache.set('a', '1', { groups: ['orders', 'open'] })
      await cache.set('b', '2', { groups: ['open'] })

      await cache.invalidate({ ...nothing, groups: ['orders'] })

      expect([await cache.get('a'), await cache.get('b')]).toEqual([undefined, '2'])
    })
  })
}
