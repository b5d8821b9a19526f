import { describe, expect, it } from 'vitest'
import { memoryCache } from '../../adapters/memory/memory-cache.ts'
import type { Image } from '../../core/attributes/attribute-value.ts'
import type { AnyChange } from '../../core/change/change.ts'
import { entity } from '../../core/entity/define-entity.ts'
import { when } from '../../core/filter/words.ts'
import type { EntriesCheck } from '../../core/processor/processor.ts'
import { cacheInvalidation } from './cache-invalidation.ts'
import type { Cache } from './cache.ts'

const Thing = entity('Thing', { match: { type: 'THING' } })

const checkOf = (cache: Cache): EntriesCheck => {
  const { check } = cacheInvalidation({
    filter: when(Thing),
    cache,
    keys: change => [`thing:${change.key}`, `copy:${change.key}`],
    version: {
      ofItem: change => (change as AnyChange as { readonly after: { readonly v?: string } }).after.v,
      ofEntry: value => (JSON.parse(value) as { readonly v?: string }).v,
    },
  })
  if (check?.kind !== 'entries') throw new TypeError('a cache with versions has entries')
  return check
}

const keys: Image = { PK: { S: 'a' } }
const item = (more: Image): Image => ({ ...keys, type: { S: 'THING' }, ...more })

describe('the check of a cache', () => {
  it('expects the version of an item under each of its keys', async () => {
    const expected = await checkOf(memoryCache()).expected(keys, item({ v: { S: '7' } }))

    expect([...expected]).toEqual([
      ['thing:a', '7'],
      ['copy:a', '7'],
    ])
  })

  it.each([
    ['has no version', item({})],
    ['is none of its filter', item({ type: { S: 'OTHER' }, v: { S: '7' } })],
  ])('expects nothing of an item that %s', async (_, other) => {
    expect(await checkOf(memoryCache()).expected(keys, other)).toEqual(new Map())
  })

  it('reads what entries state, and nothing of what is no entry of its own', async () => {
    const cache = memoryCache()
    await cache.set('one', '{"v":"7"}')
    await cache.set('torn', '{"v":')

    expect(await checkOf(cache).look(['one', 'torn', 'none'])).toEqual(['7', undefined, undefined])
  })

  it('reads 16 entries at a time, of however many', async () => {
    let [running, most] = [0, 0]
    const cache: Cache = {
      ...memoryCache(),
      get: async () => {
        running += 1
        most = Math.max(most, running)
        await Promise.resolve()
        running -= 1
        return undefined
      },
    }

    await checkOf(cache).look(Array.from({ length: 50 }, (_, at) => `k${at}`))

    expect(most).toBe(16)
  })

  it('forgets the entries that it is told to, and no others', async () => {
    const cache = memoryCache()
    for (const key of ['one', 'two']) await cache.set(key, 'x')

    await checkOf(cache).forget(['one'])

    expect([await cache.get('one'), await cache.get('two')]).toEqual([undefined, 'x'])
  })
})
