import { deepEqual } from 'node:assert/strict'
import type { Cache } from '../../processors/cache-invalidation/cache.ts'
import type { PortCase } from './contract.ts'
import { portContract } from './contract.ts'
import { afterAbort, holdsNone, rejectionOf } from './outcomes.ts'
import type { WithFaults } from './service-faults.ts'
import { needed } from './service-faults.ts'

/** An empty cache. */
export interface CacheUnderTest extends WithFaults {
  /** What is held to the suite. */
  readonly cache: Cache
}

const nothing = { keys: [], patterns: [], groups: [] }

const valuesOf = async (cache: Cache, keys: readonly string[]): Promise<readonly (string | undefined)[]> =>
  Promise.all(keys.map(async key => cache.get(key)))

/** Each pattern with keys that it names and keys that it does not. */
const patterns: readonly (readonly [pattern: string, meant: readonly string[], others: readonly string[]])[] =
  [
    ['user:*', ['user:1', 'user:2:orders'], ['users', 'u.er:1']],
    ['q?:*', ['q?:1'], ['qa:1']],
    ['r[12]:*', ['r[12]:1'], ['r1:1']],
    ['r[^1]:*', ['r[^1]:1'], ['r2:1']],
    ['s\\:*', ['s\\:1'], ['s:1']],
    ['a*b*c*d', ['abcd', 'a-b-c-d', 'a*b*c*d'], ['abdc', 'xabcd', 'abcdx']],
    ['*:*:*', ['::', 'a:b:c'], ['a:b', ':']],
    [`${'e*'.repeat(30)}f`, [`${'e'.repeat(30)}f`], ['e'.repeat(60), `${'e'.repeat(29)}f`]],
  ]

const ofPatterns = patterns.map(([pattern, meant, others]): PortCase<CacheUnderTest> => ({
  name: `forgets what a pattern names, taking only * for more than itself: ${pattern}`,
  run: async make => {
    const { cache } = await make()
    for (const key of [...meant, ...others]) await cache.set(key, 'x')

    await cache.invalidate({ ...nothing, patterns: [pattern] })

    deepEqual(await valuesOf(cache, [...meant, ...others]), [
      ...meant.map(() => undefined),
      ...others.map(() => 'x'),
    ])
  },
}))

/** What every cache has to do. `make` gives an empty one. */
export const cacheContract = portContract<CacheUnderTest>({
  port: 'Cache',
  without: {
    'refusal-of-one': 'all that a call names is forgotten, or the call fails as a whole',
    order: 'what a call names is a set',
  },
  cases: [
    {
      name: 'forgets keys, and minds none that are not there',
      run: async make => {
        const { cache } = await make()
        await cache.set('a', '1')
        await cache.set('b', '2')

        await cache.invalidate({ ...nothing, keys: ['a', 'absent'] })

        deepEqual(await valuesOf(cache, ['a', 'b']), [undefined, '2'])
      },
    },
    ...ofPatterns,
    {
      name: 'forgets many keys at once',
      run: async make => {
        const { cache } = await make()
        const keys = Array.from({ length: 50 }, (_, index) => `}{many}${index}`)
        for (const key of keys) await cache.set(key, 'x')

        await cache.invalidate({ ...nothing, keys })

        deepEqual(
          await valuesOf(cache, keys),
          keys.map(() => undefined),
        )
      },
    },
    {
      name: 'forgets the members of a group',
      run: async make => {
        const { cache } = await make()
        await cache.set('a', '1', { groups: ['orders', 'open'] })
        await cache.set('b', '2', { groups: ['open'] })

        await cache.invalidate({ ...nothing, groups: ['orders'] })

        deepEqual(await valuesOf(cache, ['a', 'b']), [undefined, '2'])
      },
    },
    {
      name: 'forgets again what was stored again, named twice or by several ways',
      aspect: 'repetition',
      run: async make => {
        const { cache } = await make()
        for (let round = 0; round < 2; round += 1) {
          await cache.set('a', '1', { groups: ['g'] })
          await cache.invalidate({ keys: ['a', 'a'], patterns: ['a*', 'a*'], groups: ['g', 'g'] })

          deepEqual(await valuesOf(cache, ['a']), [undefined])
        }
      },
    },
    {
      name: 'forgets more keys than one command takes',
      aspect: 'big-input',
      run: async make => {
        const { cache } = await make()
        const keys = Array.from({ length: 25_000 }, (_, index) => `k${index}`)
        const stored = ['k0', 'k9999', 'k10000', 'k20001', 'k24999']
        for (const key of [...stored, 'other']) await cache.set(key, 'x')

        await cache.invalidate({ ...nothing, keys })

        deepEqual(await valuesOf(cache, [...stored, 'other']), [...stored.map(() => undefined), 'x'])
      },
    },
    {
      name: 'rejects what it could not forget, and forgets it at the next try',
      aspect: 'refusal-of-all',
      run: async make => {
        const { cache, faults } = await make()
        await cache.set('a', '1', { groups: ['g'] })
        await needed(faults, 'breakDown', 'refusal-of-all')()
        await rejectionOf(cache.invalidate({ ...nothing, keys: ['a'] }))
        await rejectionOf(cache.invalidate({ ...nothing, groups: ['g'] }))
        await needed(faults, 'restore', 'refusal-of-all')()
        await cache.invalidate({ ...nothing, groups: ['g'] })

        deepEqual(await valuesOf(cache, ['a']), [undefined])
      },
    },
    {
      name: 'rejects what it forgot in part, and forgets the rest at the next try',
      aspect: 'partial-failure',
      run: async make => {
        const { cache, faults } = await make()
        for (const key of ['a', 'b']) await cache.set(key, '1', { groups: ['g'] })
        needed(faults, 'breakAfterOne', 'partial-failure')()
        await rejectionOf(cache.invalidate({ ...nothing, groups: ['g'] }))
        await needed(faults, 'restore', 'partial-failure')()
        await cache.invalidate({ ...nothing, groups: ['g'] })

        deepEqual(await valuesOf(cache, ['a', 'b']), [undefined, undefined])
      },
    },
    {
      name: 'gives up with its caller',
      aspect: 'abort',
      run: async make => {
        const { cache, faults } = await make()
        const hang = needed(faults, 'hang', 'abort')

        await rejectionOf(
          afterAbort(hang, async signal => cache.invalidate({ ...nothing, keys: ['a'] }, signal)),
        )
        await faults?.restore?.()
      },
    },
    {
      name: 'keeps secrets out of its errors',
      aspect: 'secrets',
      run: async make => {
        const { cache, faults } = await make()
        const secrets = needed(faults, 'secrets', 'secrets')
        await needed(faults, 'breakDown', 'secrets')()
        const error = await rejectionOf(cache.invalidate({ ...nothing, keys: ['a'] }))
        await faults?.restore?.()

        holdsNone(error, secrets)
      },
    },
  ],
})
