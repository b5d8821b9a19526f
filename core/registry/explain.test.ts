import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { processors, streamRecord } from '../../test/support/filter-arbitraries.ts'
import { recordOf } from '../../test/support/records.ts'
import { seenAs } from '../../test/support/view-types.ts'
import { entity } from '../entity/define-entity.ts'
import type { Filter } from '../filter/filter.ts'
import { allOf, anyOf, everything, not, when } from '../filter/words.ts'
import { processor } from '../processor/define-processor.ts'
import type { StreamRecord } from '../record/stream-record.ts'
import { registry } from './define-registry.ts'
import { explainRecord } from './explain.ts'
import type { Explanation } from './registry.ts'

const Product = entity('Product', { match: { type: 'PRODUCT' } })
const Basket = entity('Basket', { match: { type: 'BASKET' } })
const Order = entity('Order', { match: { type: 'ORDER' } })

const handle = async (): Promise<void> => Promise.resolve()
const explained = (filter: Filter, record: StreamRecord): Explanation | undefined =>
  explainRecord(registry([processor({ name: 'p', filter, handle })]), record)[0]

const modified = recordOf({
  seq: 1,
  before: { type: 'PRODUCT', n: { N: '4' } },
  after: { type: 'PRODUCT', n: { N: '5' } },
})
const removed = recordOf({ seq: 1, kind: 'REMOVE', before: { type: 'PRODUCT', n: { N: '4' } } })

describe('why a filter does not want a record', () => {
  it.each<[string, Filter, readonly string[]]>([
    ['a kind', everything().on('INSERT', 'REMOVE'), ['MODIFY is not one of INSERT, REMOVE']],
    ['a kind that it is', not(everything().on('MODIFY')), ['MODIFY is one of MODIFY']],
    [
      'what did not change',
      everything().changed('type', 'size'),
      ['none of type, size changed in this MODIFY'],
    ],
    ['a value', everything().where({ n: { gt: 5n } }), ['n is {"N":"5"}, wanted {"gt":"5"}']],
    ['a value that it has', not(everything().where({ n: 5 })), ['n is {"N":"5"}, wanted not 5']],
    ['a value that is not there', everything().where({ size: 'l' }), ['size is missing, wanted "l"']],
    [
      'a value that it became',
      not(everything().became('n', 5)),
      ['n is {"N":"5"}, wanted it to not become 5'],
    ],
    [
      'a value that it did not become',
      everything().became('n', 4),
      ['n is {"N":"5"}, wanted it to become 4'],
    ],
    ['an origin', everything().origin('ttl', 'self'), ['origin is user, wanted ttl, self']],
    ['an origin that it has', not(everything().origin('user')), ['origin is user, wanted not user']],
    ['a predicate', everything().matching(() => false, 'isLarge'), ['the predicate isLarge said no']],
    [
      'a predicate that holds',
      not(everything().matching(() => true, 'isLarge')),
      ['the predicate isLarge said yes'],
    ],
    ['what wants nothing', not(everything()), ['this part of the filter wants nothing']],
    ['an entity', when(Order), ['item is not of Order: wanted {"type":"ORDER"}']],
    [
      'each of several, once, and none that holds',
      anyOf(
        everything().on('INSERT'),
        allOf(everything().on('INSERT'), everything().where({ n: 4 })),
        allOf(everything().on('MODIFY'), everything().where({ n: 6 })),
      ),
      ['MODIFY is not one of INSERT', 'n is {"N":"5"}, wanted 4', 'n is {"N":"5"}, wanted 6'],
    ],
  ])('is told of %s', (_, filter, failed) => {
    expect(explained(filter, modified)).toEqual({ processor: 'p', matched: false, failed })
  })

  it('looks at the image that a REMOVE has, of the entity that the item was', () => {
    expect(explained(when(Product).where({ n: 5 }), removed)?.failed).toEqual(['n is {"N":"4"}, wanted 5'])
    expect(explained(everything().where({ n: 5 }), removed)?.failed).toEqual(['n is {"N":"4"}, wanted 5'])
    expect(explained(when(Order), removed)?.failed).toEqual(['item is not of Order: wanted {"type":"ORDER"}'])
  })

  it.each<[string, Filter, readonly string[]]>([
    [
      'of its own entity alone',
      anyOf(when(Product).where({ n: 6 }), when(Order).where({ size: 'l' }).on('INSERT')),
      ['n is {"N":"5"}, wanted 6'],
    ],
    [
      'of its own entity, however branches are put together',
      allOf(
        anyOf(allOf(when(Order), everything().on('INSERT')), when(Product)),
        everything().where({ n: 6 }),
      ),
      ['n is {"N":"5"}, wanted 6'],
    ],
    [
      'of its own entity, however deep another one is',
      anyOf(
        when(Product).where({ n: 6 }),
        allOf(allOf(when(Order), everything().on('INSERT')), everything().where({ size: 'l' })),
      ),
      ['n is {"N":"5"}, wanted 6'],
    ],
    [
      'of its own entity, of which nothing is wanted',
      anyOf(when(Order), allOf(when(Product), not(everything()))),
      ['this part of the filter wants nothing'],
    ],
    [
      'that it is of no entity of the filter, and no more',
      anyOf(when(Order).where({ size: 'l' }), when(Basket).where({ n: 6 })),
      ['item is not of Order: wanted {"type":"ORDER"}', 'item is not of Basket: wanted {"type":"BASKET"}'],
    ],
    [
      'that it is no second entity, where nothing else fails',
      allOf(when(Product), when(Order)),
      ['item is not of Order: wanted {"type":"ORDER"}'],
    ],
  ])('is told %s', (_, filter, failed) => {
    expect(explained(filter, modified)?.failed).toEqual(failed)
  })

  it('looks at the image that a REMOVE has also where the item was of no entity of the filter', () => {
    const filter = allOf(anyOf(when(Order), when(Basket)), everything().where({ n: 5 }))

    expect(explained(filter, removed)?.failed).toEqual([
      'item is not of Order: wanted {"type":"ORDER"}',
      'item is not of Basket: wanted {"type":"BASKET"}',
      'n is {"N":"4"}, wanted 5',
    ])
  })

  it('says of which entity an item became one, whatever happened to the item', () => {
    const became = recordOf({ seq: 1, before: { type: 'OTHER' }, after: { type: 'PRODUCT' } })

    expect(explained(when(Product).on('MODIFY'), became)?.failed).toEqual(['INSERT is not one of MODIFY'])
  })

  it('says that a predicate threw, and with what', () => {
    const filter = everything().matching(() => {
      throw new Error('no luck')
    })

    expect(explained(filter, modified)).toEqual({
      processor: 'p',
      matched: false,
      failed: ['the filter threw: no luck'],
    })
  })
})

describe('a record that lacks an image', () => {
  it('is not to be told where the filter asks for it', () => {
    expect(explained(everything().where({ n: 5 }), seenAs(modified, 'KEYS_ONLY'))).toEqual({
      processor: 'p',
      matched: false,
      kind: 'MODIFY',
      isUnclear: true,
      failed: [expect.stringContaining('The filter of p needs')],
    })
  })

  it('is refused with the word that what it looks at is not carried', () => {
    expect(explained(everything().became('n', 5), seenAs(removed, 'KEYS_ONLY'))?.failed).toEqual([
      'n is not carried, wanted it to become 5',
    ])
  })

  it('is refused for what is told all the same', () => {
    const filter = allOf(everything().where({ n: 5 }), everything().on('INSERT'))

    expect(explained(filter, seenAs(modified, 'KEYS_ONLY'))?.failed).toEqual(['MODIFY is not one of INSERT'])
    expect(explained(not(everything().where({ PK: 'a' })), seenAs(modified, 'KEYS_ONLY'))?.failed).toEqual([
      'PK is {"S":"a"}, wanted not "a"',
    ])
  })
})

describe('a filter that wants a record', () => {
  it('is told as what, and no reason', () => {
    expect(explained(when(Product), modified)).toEqual({
      processor: 'p',
      matched: true,
      kind: 'MODIFY',
      failed: [],
    })
  })
})

describe('a record that no filter wants', () => {
  it('is never refused without a word', () => {
    fc.assert(
      fc.property(processors, streamRecord, (all, record) => {
        for (const { matched, failed } of explainRecord(registry(all), record))
          expect(matched ? [] : failed).toHaveLength(matched ? 0 : Math.max(1, failed.length))
      }),
      { numRuns: 500 },
    )
  })
})
