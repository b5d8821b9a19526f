import * as v from 'valibot'
import { describe, expectTypeOf, it } from 'vitest'
import type { UnknownItem } from './define-entity.ts'
import { entity } from './define-entity.ts'
import type { Entity } from './entity.ts'

describe('an entity', () => {
  const schema = v.object({ status: v.picklist(['open', 'closed']), note: v.optional(v.string()) })
  const Order = entity('Order', { match: { type: 'ORDER', PK: { prefix: 'ORDER#' } }, schema })

  it('has the images that its schema makes', () => {
    expectTypeOf(Order).toExtend<Entity<'Order', { status: 'open' | 'closed'; note?: string | undefined }>>()
    expectTypeOf(Order.schema).not.toBeAny()
  })

  it('keeps the very texts that its items are told by', () => {
    expectTypeOf(Order.name).toEqualTypeOf<'Order'>()
    expectTypeOf(Order.match.type).toEqualTypeOf<'ORDER'>()
    expectTypeOf(Order.match.PK).toEqualTypeOf<{ readonly prefix: 'ORDER#' }>()
  })

  it('is told by texts, several or a prefix, and nothing else', () => {
    entity('Either', { match: { type: ['A', 'B'] } })
    // @ts-expect-error -- a number is no text
    entity('Order', { match: { type: 1 } })
    // @ts-expect-error -- without a match every item would be of it
    entity('Order', {})
  })

  it('without a schema has any attribute, of unknown type', () => {
    expectTypeOf(entity('Any', { match: { type: 'ANY' } })).toExtend<Entity<'Any', UnknownItem>>()
  })
})
