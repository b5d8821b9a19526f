import { describe, expect, it } from 'vitest'
import { memoryCache } from '../../adapters/memory/memory-cache.ts'
import { entity } from '../../core/entity/define-entity.ts'
import { anyOf, when } from '../../core/filter/words.ts'
import { functionOf } from '../../test/support/pipeline.ts'
import { recordOf } from '../../test/support/records.ts'
import { cacheInvalidation } from './cache-invalidation.ts'
import type { Cache, Invalidation } from './cache.ts'

const Thing = entity('Thing', { match: { type: 'THING' } })

const refusing = {
  '~standard': {
    version: 1 as const,
    vendor: 'test',
    validate: () => ({ issues: [{ message: 'of older code' }] }),
  },
}

const recordingCache = (failures = 0): { readonly cache: Cache; readonly calls: Invalidation[] } => {
  const calls: Invalidation[] = []
  return {
    calls,
    cache: {
      ...memoryCache(),
      invalidate: async what => {
        calls.push(what)
        return calls.length <= failures ? Promise.reject(new Error('gone')) : Promise.resolve()
      },
    },
  }
}

type Named = { readonly name: string }
const nameIn = (change: {
  readonly kind: string
  readonly before?: unknown
  readonly after?: unknown
}): string => ((change.kind === 'REMOVE' ? change.before : change.after) as Named).name

describe('cacheInvalidation', () => {
  it('forgets keys, patterns and groups of a whole batch in one call', async () => {
    const { cache, calls } = recordingCache()
    const invalidation = cacheInvalidation({
      filter: when(Thing),
      cache,
      keys: change => [change.key],
      patterns: change => [`list:*:${change.key}`],
      groups: () => ['things'],
    })

    await functionOf([invalidation]).invoke([recordOf({ seq: 1, key: 'a' }), recordOf({ seq: 2, key: 'b' })])

    expect(calls).toEqual([{ keys: ['a', 'b'], patterns: ['list:*:a', 'list:*:b'], groups: ['things'] }])
  })

  it('forgets what the old image led to as well as the new one', async () => {
    const { cache, calls } = recordingCache()
    const invalidation = cacheInvalidation({ filter: when(Thing), cache, keys: change => [nameIn(change)] })

    await functionOf([invalidation]).invoke([
      recordOf({ seq: 1, before: { name: 'one' }, after: { name: 'two' } }),
      recordOf({ seq: 2, before: { name: 'two' }, after: { name: 'three' } }),
    ])

    expect(calls[0]?.keys).toEqual(['one', 'two', 'three'])
  })

  it('is tried again with the same keys when the cache cannot be reached', async () => {
    const { cache, calls } = recordingCache(1)
    const f = functionOf([cacheInvalidation({ filter: when(Thing), cache, keys: change => [change.key] })])

    const reported = [await f.invoke([recordOf({ seq: 1 })]), await f.invoke([recordOf({ seq: 1 })])]

    expect(reported).toEqual([[1], []])
    expect(calls.map(({ keys }) => keys)).toEqual([['a'], ['a']])
  })

  it('takes entries out of a real cache by pattern and group, and leaves the others', async () => {
    const cache = memoryCache()
    await cache.set('user:1', 'x')
    await cache.set('list:1', 'x', { groups: ['users'] })
    await cache.set('other', 'x')
    const invalidation = cacheInvalidation({
      filter: when(Thing),
      cache,
      patterns: () => ['user:*'],
      groups: () => ['users'],
    })

    await functionOf([invalidation]).invoke([recordOf({ seq: 1 })])

    const left = await Promise.all(['user:1', 'list:1', 'other'].map(async key => cache.get(key)))
    expect(left).toEqual([undefined, undefined, 'x'])
  })

  it('forgets what the item became also where it is not known what it was, and parks the change', async () => {
    const { cache, calls } = recordingCache()
    const Strict = entity('Strict', { match: { type: 'STRICT' }, schema: refusing })
    const invalidation = cacheInvalidation({
      filter: anyOf(when(Strict), when(Thing)),
      cache,
      keys: change => [change.key],
      groups: () => ['all'],
    })
    const f = functionOf([invalidation])

    expect(await f.invoke([recordOf({ seq: 1, before: { type: 'STRICT' } })])).toEqual([])

    expect(calls).toEqual([{ keys: ['a'], patterns: [], groups: ['all'] }])
    expect((await f.parked()).map(({ reason }) => reason.code)).toEqual(['record.image-invalid'])
  })

  it('may come in any order, and needs both images where it is not told which', () => {
    const shared = { filter: when(Thing), cache: memoryCache(), keys: () => ['a'] }

    expect(cacheInvalidation(shared)).toMatchObject({ anyOrder: true, needs: ['old', 'new'] })
    expect(cacheInvalidation({ ...shared, needs: [] })).toMatchObject({ anyOrder: true, needs: [] })
  })

  it('refuses an option that it does not know', () => {
    const options = { filter: when(Thing), cache: memoryCache(), key: () => ['a'] }

    expect(() => cacheInvalidation(options)).toThrow(
      expect.objectContaining({ code: 'registry.option-unknown' }),
    )
  })
})
