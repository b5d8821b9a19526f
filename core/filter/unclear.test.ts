import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { originRules, processors, streamRecord } from '../../test/support/filter-arbitraries.ts'
import { seenAs, viewTypes } from '../../test/support/view-types.ts'
import { entity } from '../entity/define-entity.ts'
import { batchProcessor, processor } from '../processor/define-processor.ts'
import type { StreamViewType } from '../record/stream-record.ts'
import { viewOf } from '../record/view-of.ts'
import { filterCriteria } from '../registry/criteria.ts'
import { registry } from '../registry/define-registry.ts'
import { imageNeeds } from '../registry/image-needs.ts'
import { decideEvent, decideState } from './decide.ts'
import type { Filter } from './filter.ts'
import { lackingImages } from './looks-at.ts'
import { allOf, anyOf, everything, not, when } from './words.ts'

const viewType = fc.constantFrom(...viewTypes)
const rules = fc.constantFrom(undefined, originRules)
const Product = entity('Product', { match: { type: 'PRODUCT' } })
const Keyed = entity('Keyed', { match: { PK: { prefix: 'a' } } })

describe('a filter over events', () => {
  it('decides on fewer images as it would on both, or leaves it open', () => {
    fc.assert(
      fc.property(processors, streamRecord, viewType, rules, (all, record, seen, origins) => {
        for (const { filter } of all) {
          const decide = decideEvent(filter.expr)
          const whole = decide(viewOf(record, origins))
          const part = decide(viewOf(seenAs(record, seen), origins))
          if (part?.isUnclear) continue

          expect(part?.entity).toBe(whole?.entity)
          // Whether the item was of the entity before may make no difference to the filter.
          if (part?.kind !== whole?.kind) expect([part?.kind, whole?.kind]).toEqual(['MODIFY', 'INSERT'])
        }
      }),
      { numRuns: 3_000 },
    )
  })

  it('leaves nothing open where both images are there', () => {
    fc.assert(
      fc.property(processors, streamRecord, (all, record) => {
        for (const { filter, sink } of all) {
          const decide = (sink === 'state' ? decideState : decideEvent)(filter.expr)

          expect(decide(viewOf(record))?.isUnclear ?? false).toBe(false)
        }
      }),
      { numRuns: 1_000 },
    )
  })
})

describe('what a filter looks at', () => {
  it('names every view type in which it may leave a record open', () => {
    fc.assert(
      fc.property(processors, streamRecord, viewType, (all, record, seen) => {
        for (const { filter, sink } of all) {
          const hit = (sink === 'state' ? decideState : decideEvent)(filter.expr)(
            viewOf(seenAs(record, seen)),
          )

          if (hit?.isUnclear) expect(lackingImages(filter.expr, sink, seen, ['PK'])).not.toEqual([])
        }
      }),
      { numRuns: 3_000 },
    )
  })

  const both = ['old', 'new'] as const
  it.each<[string, Filter, 'events' | 'state', Partial<Record<StreamViewType, readonly string[]>>]>([
    ['everything', everything(), 'events', { KEYS_ONLY: [] }],
    ['everything, as state', everything(), 'state', { KEYS_ONLY: [] }],
    ['an entity told by its key', when(Keyed), 'events', { KEYS_ONLY: [] }],
    ['its kinds', when(Keyed).on('INSERT'), 'events', { KEYS_ONLY: [] }],
    ['expired ones', when(Keyed).expired(), 'state', { KEYS_ONLY: [] }],
    [
      'changed',
      when(Keyed).changed('status'),
      'events',
      { KEYS_ONLY: both, NEW_IMAGE: ['old'], OLD_IMAGE: ['new'] },
    ],
    ['changed, as state', when(Keyed).changed('status'), 'state', { KEYS_ONLY: [] }],
    [
      'where',
      when(Keyed).on('INSERT', 'MODIFY').where({ status: 'open' }),
      'events',
      { KEYS_ONLY: both, NEW_IMAGE: [] },
    ],
    ['where, as state', when(Keyed).where({ status: 'open' }), 'state', { KEYS_ONLY: both, NEW_IMAGE: [] }],
    [
      'an entity told by an attribute',
      when(Product),
      'events',
      { KEYS_ONLY: both, NEW_IMAGE: ['old'], OLD_IMAGE: ['new'] },
    ],
    [
      'the same, unless it is removed',
      when(Product).on('INSERT', 'MODIFY'),
      'events',
      { NEW_IMAGE: [], OLD_IMAGE: ['new'] },
    ],
    ['the same, expired', when(Product).expired(), 'events', { KEYS_ONLY: ['old'], OLD_IMAGE: [] }],
    ['the same, as state', when(Product), 'state', { KEYS_ONLY: both, NEW_IMAGE: [], OLD_IMAGE: ['new'] }],
    ['a negation', allOf(when(Keyed), not(when(Product))), 'state', { KEYS_ONLY: both, NEW_IMAGE: [] }],
    ['one of two', anyOf(when(Keyed), when(Product)), 'state', { NEW_IMAGE: [], OLD_IMAGE: ['new'] }],
  ])('is known of %s', (_, filter, sink, lacking) => {
    for (const [seen, images] of Object.entries(lacking)) {
      expect([seen, lackingImages(filter.expr, sink, seen as StreamViewType, ['PK'])]).toEqual([seen, images])
    }
    expect(lackingImages(filter.expr, sink, 'NEW_AND_OLD_IMAGES', ['PK'])).toEqual([])
  })

  it('stands in the registry beside what processors declare', () => {
    const handle = async (): Promise<void> => Promise.resolve()
    const declared = processor({ name: 'declared', filter: when(Keyed), needs: ['old'], handle })
    const refreshing = batchProcessor({
      name: 'refreshing',
      filter: when(Product),
      sink: 'state',
      refreshes: true,
      handle,
    })
    const derived = batchProcessor({
      name: 'derived',
      filter: when(Product),
      sink: 'state',
      refreshes: true,
      needs: ['old', 'new'],
      handle,
    })

    expect([declared, refreshing, derived].map(each => imageNeeds(each, { keys: ['PK'] }))).toEqual([
      {
        processor: 'declared',
        images: ['old'],
        missing: { KEYS_ONLY: ['old'], NEW_IMAGE: ['old'], OLD_IMAGE: [], NEW_AND_OLD_IMAGES: [] },
      },
      {
        processor: 'refreshing',
        images: ['old', 'new'],
        missing: { KEYS_ONLY: [], NEW_IMAGE: [], OLD_IMAGE: [], NEW_AND_OLD_IMAGES: [] },
      },
      {
        processor: 'derived',
        images: ['old', 'new'],
        missing: {
          KEYS_ONLY: ['old', 'new'],
          NEW_IMAGE: ['old'],
          OLD_IMAGE: ['new'],
          NEW_AND_OLD_IMAGES: [],
        },
      },
    ])
  })
})

describe('push-down', () => {
  it('never keeps out what a filter wants or leaves open, whatever the stream carries', async () => {
    const { matchesPattern } = await import('../pattern/matches-pattern.ts')
    const { parsePattern } = await import('../pattern/parse-pattern.ts')
    fc.assert(
      fc.property(processors, streamRecord, viewType, (all, record, seen) => {
        const of = registry(all)
        const patterns = filterCriteria(of)?.Filters.map(({ Pattern }) => parsePattern(Pattern))
        const partial = seenAs(record, seen)
        if (patterns === undefined || of.match(partial).length === 0) return

        expect(patterns.some(pattern => matchesPattern(pattern, partial))).toBe(true)
      }),
      { numRuns: 3_000 },
    )
  })
})
