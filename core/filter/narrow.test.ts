import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { processors, streamRecord } from '../../test/support/filter-arbitraries.ts'
import { entity } from '../entity/define-entity.ts'
import type { Kind } from '../record/stream-record.ts'
import { viewOf } from '../record/view-of.ts'
import { entitiesOf, evaluate } from './evaluate.ts'
import type { Expression } from './expression.ts'
import type { Filter } from './filter.ts'
import { kindsOf, narrow } from './narrow.ts'
import { allOf, anyOf, everything, not, when } from './words.ts'

const Product = entity('Product', { match: { type: 'PRODUCT' } })
const Order = entity('Order', { match: { type: 'ORDER' } })

describe('narrow', () => {
  it('says of every change of the entity what the whole expression says', () => {
    const kinds = fc.constantFrom<'INSERT' | 'MODIFY' | 'REMOVE' | undefined>(
      'INSERT',
      'MODIFY',
      'REMOVE',
      undefined,
    )
    const sides = fc.constantFrom<'old' | 'new'>('old', 'new')
    fc.assert(
      fc.property(processors, streamRecord, kinds, sides, (all, record, kind, side) => {
        for (const { filter } of all) {
          for (const of of entitiesOf(filter.expr)) {
            const subject = { view: viewOf(record), kind, side, entity: of }

            expect(evaluate(narrow(filter.expr, of), subject)).toBe(evaluate(filter.expr, subject))
          }
        }
      }),
      { numRuns: 1_000 },
    )
  })

  it('names every kind for which the expression may hold', () => {
    const kinds = fc.constantFrom<'INSERT' | 'MODIFY' | 'REMOVE'>('INSERT', 'MODIFY', 'REMOVE')
    fc.assert(
      fc.property(processors, streamRecord, kinds, (all, record, kind) => {
        for (const { filter } of all) {
          for (const of of entitiesOf(filter.expr)) {
            const rest = narrow(filter.expr, of)
            const truth = evaluate(rest, { view: viewOf(record), kind, side: 'new', entity: of })

            if (truth !== false) expect(kindsOf(rest)).toContain(kind)
          }
        }
      }),
      { numRuns: 1_000 },
    )
  })

  it('leaves nothing to ask where the entity decides alone', () => {
    expect(narrow(anyOf(when(Product), when(Order)).expr, Product)).toEqual({ op: 'always' })
  })

  const inserts = everything().on('INSERT')
  const never: Expression = { op: 'any', of: [] }

  it.each<[string, Filter, Expression]>([
    ['one condition of two', when(Product).on('INSERT'), inserts.expr],
    ['nothing of one entity named twice', allOf(when(Product), when(Product)), { op: 'always' }],
    ['nothing but never of another entity', when(Order).on('INSERT'), never],
    ['nothing but never of two others', anyOf(when(Order), when(Order).on('INSERT')), never],
    ['what else may hold', anyOf(when(Order), inserts), inserts.expr],
    [
      'all that is to be asked, and no more',
      allOf(when(Product), inserts, everything().changed('a')),
      { op: 'all', of: [inserts.expr, { op: 'changed', paths: ['a'] }] },
    ],
  ])('leaves %s', (_, { expr }, rest) => {
    expect(narrow(expr, Product)).toEqual(rest)
  })

  it.each<[string, Filter, readonly Kind[]]>([
    ['all where none is named', when(Product).where({ a: 1 }), ['INSERT', 'MODIFY', 'REMOVE']],
    ['those that are named', everything().on('REMOVE', 'INSERT'), ['INSERT', 'REMOVE']],
    ['MODIFY alone for what changed', everything().changed('a'), ['MODIFY']],
    ['what each of its words leaves', everything().on('INSERT', 'MODIFY').changed('a'), ['MODIFY']],
    ['none where its words leave none', everything().on('INSERT').changed('a'), []],
  ])('asks for as few kinds as it can: %s', (_, { expr }, kinds) => {
    expect(kindsOf(expr).toSorted()).toEqual(kinds)
  })

  const asking = everything().matching(() => true)

  it.each<[string, Filter]>([
    ['one of two', anyOf(when(Product), asking)],
    ['both', allOf(when(Product), asking)],
    ['a negation', allOf(when(Product), not(asking))],
  ])('leaves a filter with a predicate whole, because a predicate may throw: %s', (_, { expr }) => {
    expect(narrow(expr, Product)).toBe(expr)
  })
})
