import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { memoryCache } from '../../adapters/memory/memory-cache.ts'
import { memorySearchStore } from '../../adapters/memory/memory-search-store.ts'
import type { Image } from '../../core/attributes/attribute-value.ts'
import type { AnyChange } from '../../core/change/change.ts'
import type { Filter } from '../../core/filter/filter.ts'
import type { StreamViewType } from '../../core/record/stream-record.ts'
import { cacheInvalidation } from '../../processors/cache-invalidation/cache-invalidation.ts'
import { searchIndex } from '../../processors/search-index/search-index.ts'
import { selects } from '../support/filter-oracle.ts'
import { viewTypes } from '../support/view-types.ts'
import type { LifeDelivery, Step } from './any-filter-world.ts'
import {
  cuts,
  deliverLife,
  filters,
  histories,
  isToBeSeen,
  lastToBeSeen,
  shortStatusOf,
  stepOf,
} from './any-filter-world.ts'

const ownId = (change: AnyChange): string =>
  `${change.key}:${shortStatusOf(change.kind === 'REMOVE' ? change.oldImage : change.newImage)}`

describe('a state sink equals the set of items that its filter selects, after any delivery', () => {
  const held = async (isIdDerived: boolean, sample: Sample): Promise<void> => {
    const { filter, history, seen, cuts: all, hasItems } = sample
    const store = memorySearchStore()
    const processor = searchIndex({
      filter,
      store,
      index: 'things',
      ...(isIdDerived && { id: ownId }),
      document: change => ({ step: stepOf(change.newImage), key: change.key }),
    })
    const { parked, table } = await deliverLife({ history, seen, cuts: all, processor, hasItems })
    const documents = new Map<string, { step: number; key: string }>()
    for await (const [id, text] of store.documents('things'))
      documents.set(id, JSON.parse(text) as { step: number; key: string })
    if (hasItems) expect([...parked]).toEqual([])
    const wrong: string[] = []
    for (const key of ['a', 'ab', 'c'].filter(each => !parked.has(each))) {
      const image = table.get(key)
      const id = isIdDerived ? `${key}:${shortStatusOf(image)}` : key
      const found = [...documents].filter(([, document]) => document.key === key)
      if (!selects(filter.expr, image)) {
        if (found.length > 0) wrong.push(`${key} is a ghost`)
      } else if (found.length !== 1 || !documents.has(id)) wrong.push(`${key} is missing, or not alone`)
      else if ((documents.get(id)?.step ?? -1) < lastToBeSeen(filter, history, key))
        wrong.push(`${key} is old`)
    }
    expect(wrong).toEqual([])
  }

  interface Sample {
    readonly filter: Filter
    readonly history: readonly Step[]
    readonly seen: StreamViewType
    readonly cuts: LifeDelivery['cuts']
    readonly hasItems: boolean
  }

  const sample = (seen: fc.Arbitrary<StreamViewType>): fc.Arbitrary<Sample> =>
    fc.record({ filter: filters, history: histories, seen, cuts, hasItems: fc.boolean() })

  it('as a search index named by keys, whatever the stream carries', async () => {
    await fc.assert(
      fc.asyncProperty(sample(fc.constantFrom(...viewTypes)), async each => held(false, each)),
      { numRuns: 400 },
    )
  })

  it('as a search index named by an attribute', async () => {
    await fc.assert(
      fc.asyncProperty(sample(fc.constant('NEW_AND_OLD_IMAGES')), async each => held(true, each)),
      { numRuns: 400 },
    )
  })

  it('as a cache: no entry is older than the last change that its filter let through', async () => {
    const keysIn = (key: string, image: Image | undefined): readonly string[] => [
      `item:${key}`,
      `status:${shortStatusOf(image)}`,
    ]
    await fc.assert(
      fc.asyncProperty(sample(fc.constant('NEW_AND_OLD_IMAGES')), async ({ filter, history, cuts: all }) => {
        const cache = memoryCache()
        const processor = cacheInvalidation({
          filter,
          cache,
          keys: change => keysIn(change.key, change.kind === 'REMOVE' ? change.oldImage : change.newImage),
        })
        // A reader keeps what it finds at each moment, under all that leads there.
        const onWritten = async (writes: number): Promise<void> => {
          for (const { key, old, now } of history)
            for (const name of [...keysIn(key, old), ...keysIn(key, now)])
              if ((await cache.get(name)) === undefined) await cache.set(name, String(writes))
        }
        await deliverLife({
          history,
          seen: 'NEW_AND_OLD_IMAGES',
          cuts: all,
          processor,
          hasItems: false,
          onWritten,
        })
        const stale: string[] = []
        for (const [at, step] of history.entries()) {
          if (!isToBeSeen(filter, step)) continue
          const { key, old, now } = step
          const [was, is] = [selects(filter.expr, old), selects(filter.expr, now)]
          const names = [...(was ? keysIn(key, old) : []), ...(is ? keysIn(key, now) : [])]
          for (const name of names) {
            const kept = await cache.get(name)
            if (kept !== undefined && Number(kept) <= at) stale.push(`${name} of ${kept} in spite of ${at}`)
          }
        }
        expect(stale).toEqual([])
      }),
      { numRuns: 400 },
    )
  })
})
