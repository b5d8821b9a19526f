import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { memoryCache } from '../../adapters/memory/memory-cache.ts'
import { clientCache } from '../../adapters/valkey/client-cache.ts'
import { entity } from '../../core/entity/define-entity.ts'
import { when } from '../../core/filter/words.ts'
import { asIoredis, asNodeRedis, fakeRedis } from '../../test/support/fake-redis.ts'
import { reactionsDone } from '../../test/support/manual-clock.ts'
import { functionOf } from '../../test/support/pipeline.ts'
import { recordOf, seqOf } from '../../test/support/records.ts'
import { cacheInvalidation } from './cache-invalidation.ts'
import type { Cache } from './cache.ts'

const Thing = entity('Thing', { match: { type: 'THING' } })

const caches: readonly (readonly [name: string, make: () => Cache])[] = [
  ['memory', memoryCache],
  ['@redis/client', () => clientCache(asNodeRedis(fakeRedis()))],
  ['ioredis', () => clientCache(asIoredis(fakeRedis()))],
]

/** What functions of people without types, or with optional attributes, give in place of a list of texts. */
const oddTargets: readonly (readonly [found: string, given: unknown])[] = [
  ['undefined', [undefined]],
  ['null', [null]],
  ['a number', [7]],
  ['a bigint', [7n]],
  ['a boolean', [true]],
  ['an empty text', ['']],
  ['an object', [{ secret: 'marked' }]],
  ['a list', [['marked']]],
  ['a symbol', [Symbol('marked')]],
  ['a function', [() => 'marked']],
  ['a text that is no well-formed Unicode', ['marked\uD800']],
  ['a promise', [Promise.resolve('marked')]],
  ['undefined', undefined],
  ['null', null],
  ['a number', 7],
  ['a text, not a list', 'marked'],
  ['an object', { length: 1, 0: 'marked' }],
]

const slugs: Readonly<Record<string, string>> = { a: 'tea', b: 'none', c: 'milk' }
const batch = ['a', 'b', 'c'].map((key, index) =>
  recordOf({ seq: index + 1, key, kind: 'INSERT', after: { slug: slugs[key] ?? '' } }),
)
const slugOf = (change: { readonly after?: unknown }): string =>
  (change.after as { readonly slug: string }).slug

interface Sample {
  readonly cache: Cache
  /** What the function gives for the second of three items. */
  readonly odd: () => unknown
  readonly of: 'keys' | 'patterns' | 'groups'
}

const invalidated = async ({ cache, odd, of }: Sample) => {
  for (const slug of ['tea', 'milk', 'other']) await cache.set(slug, 'x', { groups: [slug] })
  const targets = (change: { readonly key: string; readonly after?: unknown }) =>
    (slugOf(change) === 'none' ? odd() : [slugOf(change)]) as readonly string[]
  const f = functionOf([cacheInvalidation({ filter: when(Thing).on('INSERT'), cache, [of]: targets })])
  const reported = await f.invoke(batch)
  const left = await Promise.all(['tea', 'milk', 'other'].map(async slug => cache.get(slug)))
  return { reported, left, parked: await f.parked() }
}

describe.each(caches)('cacheInvalidation on %s', (_, make) => {
  describe.each(['keys', 'patterns', 'groups'] as const)('by %s', of => {
    it.each(oddTargets)('parks the one record for which the function gives %s', async (found, given) => {
      const { reported, left, parked } = await invalidated({ cache: make(), odd: () => given, of })

      expect({ reported, left }).toEqual({ reported: [], left: [undefined, undefined, 'x'] })
      expect(
        parked.map(({ sequenceNumber, reason }) => [sequenceNumber, reason.code, reason.message]),
      ).toEqual([
        [
          seqOf(2),
          'cache.target-invalid',
          `${of} of processor cache-invalidation gave ${found} for the new image of change ${seqOf(2)}.`,
        ],
      ])
    })

    it.each([
      ['is asynchronous', async () => Promise.reject(new Error('marked'))],
      ['gives promises', () => [Promise.reject(new Error('marked'))]],
    ])('parks the one record for which the function %s, whatever comes of it', async (_name, odd) => {
      const { reported, left, parked } = await invalidated({ cache: make(), odd, of })
      await reactionsDone()

      expect({ reported, left }).toEqual({ reported: [], left: [undefined, undefined, 'x'] })
      expect(parked.map(({ reason }) => reason.message)).toEqual([expect.stringContaining('gave a promise')])
    })

    it('leaves the one record open for which the function throws', async () => {
      const odd = (): never => {
        throw new Error('no tariff')
      }

      const { reported, left, parked } = await invalidated({ cache: make(), odd, of })

      expect({ reported, left, parked }).toEqual({
        reported: [2],
        left: [undefined, undefined, 'x'],
        parked: [],
      })
    })
  })

  it('forgets whatever sound targets stand beside an odd one', async () => {
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(['tea', undefined, 'milk', 5, '']), async given => {
        const cache = make()
        for (const slug of ['tea', 'milk']) await cache.set(slug, 'x')
        const keys = () => given as readonly string[]
        const f = functionOf([cacheInvalidation({ filter: when(Thing), cache, keys })])

        const reported = await f.invoke(batch.slice(0, 1))

        const left = await Promise.all(['tea', 'milk'].map(async slug => cache.get(slug)))
        expect(left).toEqual(['tea', 'milk'].map(slug => (given.includes(slug) ? undefined : 'x')))
        expect([reported, (await f.parked()).length]).toEqual([
          [],
          given.every(each => typeof each === 'string' && each !== '') ? 0 : 1,
        ])
      }),
      { numRuns: 50 },
    )
  })
})

describe('cacheInvalidation', () => {
  it('says which image a function was asked about', async () => {
    const keys = (change: { readonly kind: string }) =>
      (change.kind === 'REMOVE' ? [undefined] : ['k']) as readonly string[]
    const f = functionOf([cacheInvalidation({ filter: when(Thing), cache: memoryCache(), keys })])

    await f.invoke([recordOf({ seq: 1 })])

    expect((await f.parked())[0]?.reason.message).toContain('gave undefined for the old image of change')
  })

  it('asks nothing of a cache when nothing depends on the changes', async () => {
    const down: Cache = { ...memoryCache(), invalidate: async () => Promise.reject(new Error('gone')) }
    const f = functionOf([cacheInvalidation({ filter: when(Thing), cache: down, keys: () => [] })])

    expect(await f.invoke(batch)).toEqual([])
  })
})
