import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { processors, processorsUpTo, streamRecord } from '../../test/support/filter-arbitraries.ts'
import { recordOf } from '../../test/support/records.ts'
import { entity } from '../entity/define-entity.ts'
import { decideEvent, decideState } from '../filter/decide.ts'
import type { Filter } from '../filter/filter.ts'
import { allOf, anyOf, everything, not, when } from '../filter/words.ts'
import { admitFilter } from '../pattern/admit-filter.ts'
import { matchesPattern } from '../pattern/matches-pattern.ts'
import { parsePattern } from '../pattern/parse-pattern.ts'
import { batchProcessor, processor } from '../processor/define-processor.ts'
import type { Processor } from '../processor/processor.ts'
import type { Kind, StreamRecord } from '../record/stream-record.ts'
import { viewOf } from '../record/view-of.ts'
import { filterCriteria } from './criteria.ts'
import { registry } from './define-registry.ts'
import { explainRecord } from './explain.ts'

const Product = entity('Product', { match: { type: 'PRODUCT' } })
const Order = entity('Order', { match: { type: 'ORDER' } })

const nothing = async (): Promise<void> => Promise.resolve()
const events = (name: string, filter: Filter): Processor => processor({ name, filter, handle: nothing })
const state = (name: string, filter: Filter): Processor =>
  batchProcessor({ name, filter, sink: 'state', handle: nothing })

const product = (status: string): { type: string; status: string } => ({ type: 'PRODUCT', status })

describe('registry', () => {
  it('refuses two processors of one name (L3)', () => {
    expect(() => registry([events('audit', everything()), events('audit', everything())])).toThrow('"audit"')
  })

  it('finds with its index exactly what each filter alone decides', () => {
    fc.assert(
      fc.property(processorsUpTo(30), streamRecord, (all, record) => {
        const alone = all.flatMap(({ name, filter, sink }) => {
          const hit = (sink === 'state' ? decideState : decideEvent)(filter.expr)(viewOf(record))
          return hit === undefined
            ? []
            : [{ processor: name, kind: hit.kind, entity: hit.entity?.name ?? '' }]
        })

        expect(registry(all).match(record)).toEqual(alone)
      }),
      { numRuns: 1_000 },
    )
  })

  it('says of every processor whether it wants a record, and else why not', () => {
    fc.assert(
      fc.property(processors, streamRecord, (all, record) => {
        const matched = new Set(
          registry(all)
            .match(record)
            .map(match => match.processor),
        )

        for (const explanation of explainRecord(registry(all), record)) {
          expect(explanation.matched).toBe(matched.has(explanation.processor))
          if (explanation.matched) expect(explanation.failed).toEqual([])
        }
      }),
    )
  })

  it('finds an entity by the very name of its attribute, which is no path', () => {
    for (const name of ['a[0]', 'a.b', 'a.b[0]', '[0]', 'a..b', '.', '__proto__x', 'constructor']) {
      const Odd = entity('Odd', { match: { [name]: ['x', 'y'] } })
      const record = recordOf({ seq: 1, kind: 'INSERT', after: { [name]: 'y', a: { L: [{ S: 'z' }] } } })

      expect([name, registry([events('odd', when(Odd))]).match(record).length]).toEqual([name, 1])
    }
  })

  it.each<[string, () => Promise<boolean>]>([
    ['that is kept', async () => Promise.resolve(false)],
    ['that is broken', async () => Promise.reject(new Error('nobody waits for it'))],
  ])('takes no promise of a predicate %s for a yes', (_, test) => {
    const hasty = processor({
      name: 'hasty',
      filter: everything().matching(test as unknown as () => boolean),
      handle: async () => Promise.resolve(),
    })

    expect(() => registry([hasty]).match(recordOf({ seq: 1 }))).toThrow('it gave a promise')
  })

  it('takes a plain predicate as one more rule, in a new registry', () => {
    const before = registry([])
    const after = before.addFilter('INSERT', {
      name: 'plain',
      matches: record => record.dynamodb?.Keys?.['PK'] !== undefined,
      handler: nothing,
    })

    expect(before.names()).toEqual([])
    expect(after.match(recordOf({ seq: 1, kind: 'INSERT' }))).toMatchObject([{ processor: 'plain' }])
    expect(after.match(recordOf({ seq: 1, kind: 'MODIFY' }))).toEqual([])
  })

  it.each<[Kind | 'ANY', readonly Kind[]]>([
    ['INSERT', ['INSERT']],
    ['MODIFY', ['MODIFY']],
    ['REMOVE', ['REMOVE']],
    ['ANY', ['INSERT', 'MODIFY', 'REMOVE']],
  ])('gives a plain predicate of %s records of %j', (eventName, wanted) => {
    const { match } = registry([]).addFilter(eventName, {
      name: 'plain',
      matches: () => true,
      handler: nothing,
    })
    const kinds = ['INSERT', 'MODIFY', 'REMOVE'] as const

    expect(kinds.filter(kind => match(recordOf({ seq: 1, kind })).length > 0)).toEqual(wanted)
  })
})

describe('a processor of events', () => {
  const kindOf = (filter: Filter, record: StreamRecord): string | undefined =>
    registry([events('p', filter)]).match(record)[0]?.kind

  it.each<[string, string, string | undefined]>([
    ['PRODUCT', 'PRODUCT', 'MODIFY'],
    ['OTHER', 'PRODUCT', 'INSERT'],
    ['PRODUCT', 'OTHER', 'REMOVE'],
    ['OTHER', 'OTHER', undefined],
  ])('sees a MODIFY from %s to %s as %s of the product', (before, after, kind) => {
    const record = recordOf({ seq: 1, before: { type: before }, after: { type: after } })

    expect(kindOf(when(Product), record)).toBe(kind)
  })

  it('sees the entity that the item is now, where it was another one before', () => {
    const record = recordOf({ seq: 1, before: { type: 'PRODUCT' }, after: { type: 'ORDER' } })

    const [match] = registry([events('p', anyOf(when(Product), when(Order)))]).match(record)

    expect(match).toEqual({ processor: 'p', kind: 'INSERT', entity: 'Order' })
  })

  it.each<[string, Filter, boolean]>([
    ['changed: the attribute differs', when(Product).changed('status'), true],
    ['changed: another attribute differs', when(Product).changed('price'), false],
    ['became the value', when(Product).became('status', 'shipped'), true],
    ['became another value', when(Product).became('status', 'placed'), false],
    ['where on the new image', when(Product).where({ status: 'shipped' }), true],
    ['where on the old image', when(Product).where({ status: 'placed' }), false],
    ['not', allOf(when(Product), not(when(Product).where({ status: 'shipped' }))), false],
    ['expired', when(Product).expired(), false],
    ['matching', when(Product).matching(change => change.kind === 'MODIFY'), true],
  ])('%s', (_, filter, wanted) => {
    const record = recordOf({ seq: 1, before: product('placed'), after: product('shipped') })

    expect(kindOf(filter, record) !== undefined).toBe(wanted)
  })

  it('is not given a change about which the stream carries no image to tell', () => {
    const Keyed = entity('Keyed', { match: { PK: { prefix: 'USER#' } } })
    const { NewImage: _new, OldImage: _old, ...keysOnly } = recordOf({ seq: 1, key: 'USER#1' }).dynamodb ?? {}
    const record = { ...recordOf({ seq: 1, key: 'USER#1' }), dynamodb: keysOnly }

    const matched = (filter: Filter): unknown => registry([events('p', filter)]).match(record)
    const unclear = { processor: 'p', kind: 'MODIFY', isUnclear: true }

    expect(matched(when(Keyed))).toEqual([{ processor: 'p', kind: 'MODIFY', entity: 'Keyed' }])
    expect(matched(when(Keyed).changed('status'))).toMatchObject([unclear])
    expect(matched(when(Product))).toMatchObject([unclear])
    expect(matched(when(Keyed).changed('PK'))).toEqual([])
  })
})

describe('a processor of state', () => {
  const open = when(Product).on('INSERT').changed('title').where({ status: 'open' })
  const kindOf = (record: StreamRecord): string | undefined =>
    registry([state('p', open)]).match(record)[0]?.kind

  it.each<[string, StreamRecord, string | undefined]>([
    ['enters by an INSERT', recordOf({ seq: 1, kind: 'INSERT', after: product('open') }), 'INSERT'],
    ['enters by a MODIFY', recordOf({ seq: 1, before: product('shut'), after: product('open') }), 'INSERT'],
    [
      'stays, and no wanted attribute changed',
      recordOf({ seq: 1, before: product('open'), after: product('open') }),
      undefined,
    ],
    [
      'leaves by a MODIFY (L6)',
      recordOf({ seq: 1, before: product('open'), after: product('shut') }),
      'REMOVE',
    ],
    [
      'leaves its entity',
      recordOf({ seq: 1, before: product('open'), after: { type: 'OTHER', status: 'open' } }),
      'REMOVE',
    ],
    ['leaves by a REMOVE', recordOf({ seq: 1, kind: 'REMOVE', before: product('open') }), 'REMOVE'],
    ['was never in', recordOf({ seq: 1, kind: 'REMOVE', before: product('shut') }), undefined],
    ['stays out', recordOf({ seq: 1, before: product('shut'), after: product('shut') }), undefined],
  ])('sees an item that %s', (_, record, kind) => {
    expect(kindOf(record)).toBe(kind)
  })

  it('removes where the stream carries no old image to ask', () => {
    const { OldImage: _, ...newImageOnly } = recordOf({ seq: 1, kind: 'REMOVE' }).dynamodb ?? {}

    expect(kindOf({ ...recordOf({ seq: 1, kind: 'REMOVE' }), dynamodb: newImageOnly })).toBe('REMOVE')
  })
})

describe('explain', () => {
  it('names the leaf that failed and what was found', () => {
    const filter = when(Product)
      .on('MODIFY')
      .changed('title')
      .where({ status: { oneOf: ['shipped'] } })
    const record = recordOf({ seq: 1, before: product('paid'), after: product('paid') })

    const [explanation] = explainRecord(registry([events('p', filter)]), record)

    expect(explanation).toEqual({
      processor: 'p',
      matched: false,
      failed: [
        'none of title changed in this MODIFY',
        'status is {"S":"paid"}, wanted {"oneOf":["shipped"]}',
      ],
    })
  })

  it('says when the item is of another entity', () => {
    const [explanation] = explainRecord(registry([events('p', when(Product))]), recordOf({ seq: 1 }))

    expect(explanation?.failed).toEqual(['item is not of Product: wanted {"type":"PRODUCT"}'])
  })
})

describe('criteria', () => {
  const wanted = (all: readonly Processor[], record: StreamRecord): boolean =>
    (filterCriteria(registry(all))?.Filters ?? [{ Pattern: '' }]).some(
      ({ Pattern }) => Pattern === '' || matchesPattern(parsePattern(Pattern), record),
    )

  it('never keeps out a record that a processor wants', () => {
    fc.assert(
      fc.property(processors, streamRecord, (all, record) => {
        if (registry(all).match(record).length > 0) expect(wanted(all, record)).toBe(true)
      }),
      { numRuns: 3_000 },
    )
  })

  it("uses only operators that Lambda's guide lists", () => {
    fc.assert(
      fc.property(processors, all => {
        for (const { Pattern } of filterCriteria(registry(all))?.Filters ?? [])
          expect(admitFilter(Pattern, { lambdaFilters: 'documented' }).warnings).toEqual([])
      }),
      { numRuns: 1_000 },
    )
  })

  it('stays within the limits of Lambda', () => {
    fc.assert(
      fc.property(processors, all => {
        const patterns = filterCriteria(registry(all))?.Filters ?? []

        expect(patterns.length).toBeLessThanOrEqual(5)
        for (const { Pattern } of patterns) expect(Pattern.length).toBeLessThanOrEqual(4096)
      }),
    )
  })

  it('keeps out what nobody wants', () => {
    const all = [state('p', when(Product)), events('q', when(Order).on('INSERT'))]

    expect(wanted(all, recordOf({ seq: 1, kind: 'INSERT', after: { type: 'OTHER' } }))).toBe(false)
    expect(wanted(all, recordOf({ seq: 1, kind: 'REMOVE', before: { type: 'ORDER' } }))).toBe(false)
  })

  it('merges processors that differ in one array', () => {
    const all = [events('p', when(Product)), events('q', when(Order))]

    // One for each of INSERT and MODIFY, REMOVE, the two ways a MODIFY can be another kind, and fewer images.
    expect(filterCriteria(registry(all))?.Filters).toHaveLength(5)
  })

  it('is undefined when a processor wants everything', () => {
    expect(filterCriteria(registry([events('p', when(Product)), events('q', everything())]))).toBeUndefined()
  })

  it('is frozen data throughout', () => {
    expect(Object.isFrozen(when(Product).on('INSERT').expr)).toBe(true)
    expect(Object.isFrozen(registry([]))).toBe(true)
  })
})
