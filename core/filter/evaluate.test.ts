import { describe, expect, it } from 'vitest'
import * as v from 'valibot'
import { recordOf } from '../../test/support/records.ts'
import { seenAs } from '../../test/support/view-types.ts'
import { entity } from '../entity/define-entity.ts'
import { raise } from '../errors/pipeline-error.ts'
import { recordFaults } from '../errors/record-faults.ts'
import { viewOf } from '../record/view-of.ts'
import type { StreamRecord } from '../record/stream-record.ts'
import { decideEvent } from './decide.ts'
import { entitiesOf, evaluate } from './evaluate.ts'
import { allOf, anyOf, everything, not, when } from './words.ts'

const Product = entity('Product', {
  match: { type: 'PRODUCT' },
  schema: v.object({
    price: v.pipe(
      v.number(),
      v.transform(price => price * 100),
    ),
  }),
})
const Order = entity('Order', { match: { type: 'ORDER' } })

const repriced = recordOf({
  seq: 1,
  before: { type: 'PRODUCT', price: { N: '1' } },
  after: { type: 'PRODUCT', price: { N: '2' } },
})

describe('whether something changed', () => {
  it('is never said of a key, also where an image that somebody wrote by hand leaves it out', () => {
    const { PK: _, ...withoutKey } = repriced.dynamodb?.OldImage ?? {}
    const record: StreamRecord = { ...repriced, dynamodb: { ...repriced.dynamodb, OldImage: withoutKey } }
    const of = (path: string): unknown =>
      evaluate(everything().changed(path).expr, {
        view: viewOf(record),
        side: 'new',
        kind: 'MODIFY',
        entity: undefined,
      })

    expect([of('PK'), of('price')]).toEqual([false, true])
  })
})

describe('a predicate', () => {
  it('is given the item as it is stored, and the name of its entity', () => {
    const seen: unknown[] = []
    const noted = when(Product).matching(change => {
      seen.push(change.entity, change.kind === 'MODIFY' && change.after.price)
      return true
    })

    expect(decideEvent(noted.expr)(viewOf(repriced))?.kind).toBe('MODIFY')
    expect(seen).toEqual(['Product', 2])
  })

  it('is given no entity where the filter names none', () => {
    const seen: unknown[] = []
    const noted = everything().matching(({ entity: name }) => {
      seen.push(name)
      return true
    })

    decideEvent(noted.expr)(viewOf(repriced))

    expect(seen).toEqual([''])
  })

  it('that looks at an image which the record lacks leaves it open', () => {
    const looking = everything().matching(change => change.kind !== 'REMOVE' && change.after['price'] === 2)

    expect(decideEvent(looking.expr)(viewOf(seenAs(repriced, 'KEYS_ONLY')))).toMatchObject({
      isUnclear: true,
    })
    expect(decideEvent(looking.expr)(viewOf(repriced))).toMatchObject({ isUnclear: false })
  })

  it.each<[string, Error]>([
    [
      'another failure of the library',
      raise(recordFaults, 'record.malformed', { eventId: '1', problem: 'it is odd' }),
    ],
    ['an error of its own', Object.assign(new Error('odd'), { code: 'record.image-missing' })],
  ])('that throws has failed: %s', (_, error) => {
    const throwing = everything().matching(() => {
      throw error
    })

    expect(() => decideEvent(throwing.expr)(viewOf(repriced))).toThrow(error)
  })
})

describe('the entities that a filter can be about', () => {
  it.each([
    ['of each branch', anyOf(when(Product), when(Order)), [Product, Order]],
    [
      'and of a branch that names none',
      anyOf(when(Product), everything().on('INSERT')),
      [Product, undefined],
    ],
    ['inside others', allOf(anyOf(when(Product), anyOf(when(Order))), everything()), [Product, Order]],
    ['but not what is not meant', allOf(when(Product), not(when(Order))), [Product]],
  ])('are told %s', (_, { expr }, expected) => {
    expect(entitiesOf(expr)).toEqual(expected)
  })
})
