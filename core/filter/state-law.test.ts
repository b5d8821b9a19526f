import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { attributes, filter as anyFilter, originRules } from '../../test/support/filter-arbitraries.ts'
import { letsThrough, selects } from '../../test/support/filter-oracle.ts'
import type { RecordSketch } from '../../test/support/records.ts'
import { recordOf } from '../../test/support/records.ts'
import { seenAs, viewTypes } from '../../test/support/view-types.ts'
import { entity } from '../entity/define-entity.ts'
import type { Image } from '../attributes/attribute-value.ts'
import { originOf } from '../record/origin.ts'
import type { StreamRecord } from '../record/stream-record.ts'
import { viewOf } from '../record/view-of.ts'
import type { Decide } from './decide.ts'
import { decideState } from './decide.ts'
import type { Filter } from './filter.ts'
import { asksPredicate } from './narrow.ts'
import { allOf, not, when } from './words.ts'

const regions = ['eu-central-1', 'us-east-1'] as const

/** A write of one item: its attributes or none, the region where it was done, and whether the TTL service did it. */
const write = fc.record({
  item: fc.option(attributes, { nil: undefined }),
  region: fc.constantFrom(...regions),
  isTtl: fc.boolean(),
})

interface Step {
  readonly old: Image | undefined
  readonly now: Image | undefined
  /** As the stream of each region has it. */
  readonly records: readonly StreamRecord[]
}

/** The writes as steps; one that changes nothing has no record. What a region writes carries its name. */
const historyOf = (
  key: string,
  writes: readonly {
    item: RecordSketch['after']
    region: string
    isTtl: boolean
  }[],
): readonly Step[] => {
  let old: Image | undefined
  return writes.flatMap(({ item, region, isTtl }, position): readonly Step[] => {
    if (item === undefined && old === undefined) return []
    const before = old
    const kind = item === undefined ? 'REMOVE' : before === undefined ? 'INSERT' : 'MODIFY'
    const records = regions.map((awsRegion): StreamRecord => {
      const whole = recordOf({
        seq: position + 1,
        key,
        kind,
        after: item && { ...item, region: { S: region } },
      })
      return {
        ...whole,
        awsRegion,
        dynamodb: { ...whole.dynamodb, ...(before && { OldImage: before }) },
        ...(isTtl &&
          kind === 'REMOVE' &&
          region === awsRegion && {
            userIdentity: { type: 'Service', principalId: 'dynamodb.amazonaws.com' },
          }),
      }
    })
    const now = records[0]?.dynamodb?.NewImage
    old = now
    return [{ old: before, now, records }]
  })
}

const histories = fc
  .tuple(fc.constantFrom('a', 'c'), fc.array(write, { minLength: 1, maxLength: 6 }))
  .map(([key, writes]) => historyOf(key, writes))

const filters = anyFilter.filter(({ expr }) => !asksPredicate(expr))

/** A sink that holds the last image that it was given; what cannot be told from a record it reads from the table. */
const sinkOf = (
  decide: Decide,
  table: Image | undefined,
  isSelected: (item: Image | undefined) => boolean,
) => {
  let content: Image | undefined
  return {
    content: () => content,
    take: (record: StreamRecord): void => {
      const hit = decide(viewOf(record, originRules))
      if (hit === undefined) return
      const image = record.dynamodb?.NewImage
      if (hit.kind === 'REMOVE' && !hit.isUnclear) content = undefined
      else if (hit.isUnclear || image === undefined) content = isSelected(table) ? table : undefined
      else content = image
    },
  }
}

describe('a sink that holds state', () => {
  it('equals the items that its filter selects, whatever the words about the event, the images and the origin', () => {
    fc.assert(
      fc.property(filters, histories, fc.constantFrom(...viewTypes), ({ expr }, history, seen) => {
        const table = history.at(-1)?.now
        // Both regions feed it, as one that belongs to all of them; what one leaves out the other brings.
        const sink = sinkOf(decideState(expr), table, item => selects(expr, item))
        for (const { records } of history) for (const record of records) sink.take(seenAs(record, seen))

        expect(sink.content() !== undefined).toBe(selects(expr, table))
      }),
      { numRuns: 5_000 },
    )
  })

  it('holds the item as it is now, or as it was since the last change that was let through', () => {
    fc.assert(
      fc.property(filters, histories, fc.constantFrom(...viewTypes), ({ expr }, history, seen) => {
        const table = history.at(-1)?.now
        const sink = sinkOf(decideState(expr), table, item => selects(expr, item))
        for (const { records } of history) for (const record of records) sink.take(seenAs(record, seen))
        if (sink.content() === undefined) return
        const last = history.findLastIndex(({ old, now, records }) =>
          records.some(record =>
            letsThrough(expr, { kind: 'MODIFY', old, now, origin: originOf(record, originRules) ?? 'user' }),
          ),
        )

        expect([table, ...history.slice(Math.max(0, last)).map(({ now }) => now)]).toContainEqual(
          sink.content(),
        )
      }),
      { numRuns: 5_000 },
    )
  })

  const Product = entity('Product', { match: { type: 'PRODUCT' } })
  const old = { type: 'PRODUCT', status: 'open' }
  const expired = { type: 'Service', principalId: 'dynamodb.amazonaws.com' }
  const removed = (region: string, awsRegion: string, isTtl: boolean): StreamRecord => ({
    ...recordOf({ seq: 2, kind: 'REMOVE', before: { ...old, region } }),
    awsRegion,
    ...(isTtl && { userIdentity: expired }),
  })
  const [here, elsewhere] = regions

  it.each<[string, Filter]>([
    ['user', when(Product).origin('user')],
    ['self', when(Product).origin('self')],
    ['ttl', when(Product).origin('ttl')],
    ['not ttl', allOf(when(Product), not(when(Product).origin('ttl', 'self', 'replica')))],
  ])('lets the region that last wrote remove, whoever removes, on origin %s', (_, { expr }) => {
    const kindOf = (record: StreamRecord): unknown => decideState(expr)(viewOf(record, originRules))?.kind

    expect(kindOf(removed(here, here, true))).toBe('REMOVE')
    expect(kindOf(removed(here, here, false))).toBe('REMOVE')
    expect(kindOf(removed(elsewhere, here, true))).toBeUndefined()
    expect(kindOf(removed(elsewhere, here, false))).toBeUndefined()
  })

  it('removes what any region wrote where its filter takes replicas', () => {
    const decide = decideState(when(Product).origin('user', 'replica').expr)

    expect(decide(viewOf(removed(elsewhere, here, true), originRules))?.kind).toBe('REMOVE')
    expect(decide(viewOf(removed(elsewhere, here, false), originRules))?.kind).toBe('REMOVE')
  })
})
