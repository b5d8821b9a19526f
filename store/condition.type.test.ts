import { describe, expectTypeOf, it } from 'vitest'
import type { Condition } from './expressions/condition.ts'
import { and, attribute, not, or } from './expressions/condition.ts'
import type { Table } from './table.ts'
import { put } from './verbs/put.ts'
import { transaction } from './transactions/transaction.ts'

interface ProductItem {
  readonly title: string
  readonly quantity: number
  readonly tags: readonly string[]
}
declare const shop: Table

describe('an attribute of a condition', () => {
  it('is one of the item, or begins a path', () => {
    expectTypeOf(attribute<ProductItem>('quantity').atLeast(1)).toEqualTypeOf<Condition>()
    expectTypeOf(attribute<ProductItem>('tags[0]').exists()).toEqualTypeOf<Condition>()
    expectTypeOf(attribute<ProductItem>(['tags', 0]).is('x')).toEqualTypeOf<Condition>()
    expectTypeOf(attribute('anything.at.all').absent()).toEqualTypeOf<Condition>()
  })

  it('refuses what is no attribute of the item', () => {
    // @ts-expect-error -- no attribute
    attribute<ProductItem>('quantty')
    // @ts-expect-error -- a path that begins with no attribute
    attribute<ProductItem>('tgas[0]')
  })

  it('has the types that DynamoDB has, and a size that is no text', () => {
    expectTypeOf(attribute('tags').hasType('SS')).toEqualTypeOf<Condition>()
    // @ts-expect-error -- no type of DynamoDB
    attribute('tags').hasType('STRING')
    expectTypeOf(attribute('tags').size()).not.toHaveProperty('startsWith')
  })
})

describe('a condition', () => {
  it('is made of conditions', () => {
    const some = attribute('quantity').atLeast(1)
    expectTypeOf(and(some, or(some), not(some))).toEqualTypeOf<Condition>()
    // @ts-expect-error -- of none at all
    and()
    // @ts-expect-error -- of an attribute
    not(attribute('quantity'))
  })

  it('is what writes and checks take', () => {
    const there = attribute('PK').exists()
    void put(shop, { PK: '1' }, { condition: there })
    // @ts-expect-error -- an attribute is no condition
    void put(shop, { PK: '1' }, { condition: attribute('PK') })
    // @ts-expect-error -- a check checks something
    transaction().check({ PK: '1' })
  })
})
