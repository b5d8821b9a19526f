import { describe, expect, it } from 'vitest'
import { recordOf } from '../../test/support/records.ts'
import { entity } from '../entity/define-entity.ts'
import { viewOf } from '../record/view-of.ts'
import type { StreamRecord } from '../record/stream-record.ts'
import type { Hit } from './decide.ts'
import { decideEvent, decideFor, decideState } from './decide.ts'
import type { Filter } from './filter.ts'
import { allOf, anyOf, everything, when } from './words.ts'

const Product = entity('Product', { match: { type: 'PRODUCT' } })
const Open = entity('Open', { match: { status: 'open' } })

const both = { type: 'PRODUCT', status: 'open' }
const neither = { type: 'OTHER', status: 'shut' }
const product = { type: 'PRODUCT', status: 'shut' }
const open = { type: 'OTHER', status: 'open' }

const modified = (before: Record<string, string>, after: Record<string, string>): StreamRecord =>
  recordOf({ seq: 1, before, after })
const told = (hit: Hit | undefined): unknown => hit && [hit.kind, hit.entity?.name]

/** Asks all of a filter, because a predicate may throw wherever it stands. */
const asking = (filter: Filter): Filter =>
  allOf(
    filter,
    everything().matching(() => true),
  )
const either = anyOf(when(Product), when(Open))

describe('where a record is about two entities of a filter', () => {
  it.each<[string, StreamRecord, unknown]>([
    ['it was both', modified(both, neither), ['REMOVE', 'Product']],
    ['it is both', modified(neither, both), ['INSERT', 'Product']],
    ['it stays both', modified(both, both), ['MODIFY', 'Product']],
    ['it was the first and is the second', modified(product, open), ['INSERT', 'Open']],
    ['it was the second and is the first', modified(open, product), ['INSERT', 'Product']],
    ['it was both and is the second', modified(both, open), ['MODIFY', 'Open']],
    ['it was both and is the first', modified(both, product), ['MODIFY', 'Product']],
  ])('what the item is now prevails, and else the first: %s', (_, record, expected) => {
    expect(told(decideEvent(either.expr)(viewOf(record)))).toEqual(expected)
    expect(told(decideEvent(asking(either).expr)(viewOf(record)))).toEqual(expected)
  })

  it.each<[string, StreamRecord, unknown]>([
    ['it was both', modified(both, neither), ['REMOVE', 'Product']],
    ['it is both', modified(neither, both), ['INSERT', 'Product']],
    ['it stays both', modified(both, both), ['MODIFY', 'Product']],
    ['it was the first and is the second', modified(product, open), ['INSERT', 'Open']],
    ['it was both and is the second', modified(both, open), ['MODIFY', 'Open']],
  ])('the same holds for what a sink keeps: %s', (_, record, expected) => {
    expect(told(decideState(either.expr)(viewOf(record)))).toEqual(expected)
    expect(told(decideState(asking(either).expr)(viewOf(record)))).toEqual(expected)
  })
})

describe('what a sink is to hold', () => {
  it('is asked of a processor whose sink holds state, and the event of any other', () => {
    const filter = when(Product).on('INSERT')
    const view = viewOf(modified(product, neither))

    expect(told(decideFor({ filter, sink: 'state' })(view))).toEqual(['REMOVE', 'Product'])
    expect(decideFor({ filter, sink: 'events' })(view)).toBeUndefined()
  })

  const held = when(Product).where({ status: 'open' })
  const only = everything().where({ status: 'open' })
  const recordFrom = (before?: Record<string, string>, after?: Record<string, string>): StreamRecord =>
    recordOf({
      seq: 1,
      kind: before === undefined ? 'INSERT' : after === undefined ? 'REMOVE' : 'MODIFY',
      before,
      after,
    })

  it.each<[string, StreamRecord, Hit['kind'] | undefined]>([
    ['enters by its value', recordFrom(product, both), 'INSERT'],
    ['enters by its entity', recordFrom(open, both), 'INSERT'],
    ['enters as it is made', recordFrom(undefined, both), 'INSERT'],
    ['stays', recordFrom(both, both), 'MODIFY'],
    ['leaves by its value', recordFrom(both, product), 'REMOVE'],
    ['leaves by its entity', recordFrom(both, open), 'REMOVE'],
    ['leaves as it is removed', recordFrom(both), 'REMOVE'],
    ['stays out by its value', recordFrom(product, product), undefined],
    ['stays out by its entity', recordFrom(open, open), undefined],
    ['is made outside', recordFrom(undefined, product), undefined],
    ['is removed outside', recordFrom(product), undefined],
  ])('is told by entity and value: an item that %s', (_, record, kind) => {
    expect(told(decideState(held.expr)(viewOf(record)))).toEqual(kind && [kind, 'Product'])
  })

  it.each<[StreamRecord, Hit['kind'] | undefined]>([
    [recordFrom(product, open), 'INSERT'],
    [recordFrom(both, open), 'MODIFY'],
    [recordFrom(open, neither), 'REMOVE'],
    [recordFrom(open), 'REMOVE'],
    [recordFrom(neither, product), undefined],
  ])('is told by value alone where no entity is named', (record, kind) => {
    expect(told(decideState(only.expr)(viewOf(record)))).toEqual(kind && [kind, undefined])
  })

  it('has not left where another branch holds it that it could not enter by', () => {
    const staying = when(Open).matching(({ kind }) => kind === 'MODIFY')
    const filter = anyOf(when(Product).where({ status: 'shut' }), staying)

    expect(decideState(filter.expr)(viewOf(modified(product, open)))).toBeUndefined()
    expect(told(decideState(filter.expr)(viewOf(modified(product, neither))))).toEqual(['REMOVE', 'Product'])
  })

  it('asks no predicate about an item of another entity, whatever the item was', () => {
    const strict = when(Open).matching(() => {
      throw new Error('this is no open one')
    })
    const filter = anyOf(when(Product), strict)

    expect(told(decideState(filter.expr)(viewOf(modified(product, neither))))).toEqual(['REMOVE', 'Product'])
  })

  it('has not left where another branch of the filter holds it', () => {
    const first = when(Product).where({ status: 'shut' }).origin('user')
    const change = modified(product, open)

    expect(told(decideState(first.expr)(viewOf(change)))).toEqual(['REMOVE', 'Product'])
    expect(told(decideState(anyOf(first, when(Open)).expr)(viewOf(change)))).toEqual(['INSERT', 'Open'])
  })
})

describe('a predicate', () => {
  it('is asked for every entity of the record, also where one decides already', () => {
    const asked: string[] = []
    const noting = (of: typeof Product | typeof Open): Filter =>
      when(of).matching(({ entity: name }) => {
        asked.push(name)
        return true
      })
    const filter = anyOf(noting(Product), noting(Open))

    for (const decide of [decideEvent(filter.expr), decideState(filter.expr)]) {
      asked.length = 0
      decide(viewOf(modified(both, both)))
      expect(asked).toEqual(expect.arrayContaining(['Product', 'Open']))
    }
  })

  it('keeps an item from entering a sink, and is not asked whether it leaves', () => {
    const refusing = when(Product).matching(() => false)

    expect(decideState(refusing.expr)(viewOf(modified(neither, product)))).toBeUndefined()
    expect(told(decideState(refusing.expr)(viewOf(modified(product, neither))))).toEqual([
      'REMOVE',
      'Product',
    ])
  })
})

describe('what moves in its sink', () => {
  const quiet = when(Product).changed('size')
  const change = modified({ ...product, id: '1' }, { ...product, id: '2' })

  it('is wanted whatever the words about the event say', () => {
    expect(decideState(quiet.expr)(viewOf(change))).toBeUndefined()
    expect(decideState(quiet.expr, () => false)(viewOf(change))).toBeUndefined()
    expect(told(decideState(quiet.expr, () => true)(viewOf(change)))).toEqual(['MODIFY', 'Product'])
  })

  it('is wanted where nobody can say whether it moves', () => {
    const throwing = (): boolean => {
      throw new Error('no')
    }

    expect(told(decideState(quiet.expr, throwing)(viewOf(change)))).toEqual(['MODIFY', 'Product'])
  })

  it('is asked of a change that has both images, and only where the filter holds both', () => {
    const seen: unknown[] = []
    const moves = ({ kind, newImage, oldImage }: { kind: string; newImage: unknown; oldImage: unknown }) => {
      seen.push([kind, newImage !== undefined, oldImage !== undefined])
      return false
    }
    const decide = decideState(quiet.expr, moves)
    for (const record of [change, modified(neither, product), modified(product, neither)])
      decide(viewOf(record))

    expect(seen).toEqual([['MODIFY', true, true]])
  })
})
