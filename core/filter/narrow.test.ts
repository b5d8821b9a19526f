import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { processors, streamRecord } from '../../test/support/filter-arbitraries.ts'
import { entity } from '../entity/define-entity.ts'
import { viewOf } from '../record/view-of.ts'
import { entitiesOf, evaluate } from './evaluate.ts'
import { kindsOf, narrow } from './narrow.ts'
import { anyOf, everything, when } from './words.ts'

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

  it('leaves a filter with a predicate whole, because a predicate may throw', () => {
    const { expr } = anyOf(
      when(Product),
      everything().matching(() => true),
    )

    expect(narrow(expr, Product)).toBe(expr)
  })
})
