import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { recordOf } from '../../test/support/records.ts'
import { entity } from '../entity/define-entity.ts'
import { when } from '../filter/words.ts'
import { processor } from '../processor/define-processor.ts'
import { viewOf } from '../record/view-of.ts'
import { registry } from '../registry/define-registry.ts'
import { deliveriesOf } from './batch.ts'
import { BatchRecord } from './batch-record.ts'
import { routingName } from './malformed.ts'
import { routeBatch } from './route-batch.ts'

const small = entity('Small', { match: { size: 'small' } })
const large = entity('Large', { match: { size: 'large' } })
const handle = async (): Promise<void> => Promise.resolve()
const shop = registry([
  processor({ name: 'smalls', filter: when(small), handle }),
  processor({ name: 'larges', filter: when(large), handle }),
  processor({ name: 'smalls-too', filter: when(small), handle }),
])
const wanting: Readonly<Record<string, readonly string[]>> = {
  small: ['smalls', 'smalls-too'],
  large: ['larges'],
  odd: [],
}

/** A record of an item; a broken one is for nobody. One whose image is damaged is broken once somebody wants it. */
interface Sketch {
  readonly key: string
  readonly size: string
  readonly isBroken: boolean
  readonly isDamaged: boolean
}

const sketches: fc.Arbitrary<readonly Sketch[]> = fc.array(
  fc.record({
    key: fc.constantFrom('a', 'b', 'c'),
    size: fc.constantFrom('small', 'large', 'odd'),
    isBroken: fc.integer({ min: 0, max: 4 }).map(number => number === 0),
    isDamaged: fc.integer({ min: 0, max: 4 }).map(number => number === 0),
  }),
  { maxLength: 12 },
)

const batchRecord = ({ key, size, isBroken, isDamaged }: Sketch, position: number): BatchRecord => {
  const after = { size, ...(isDamaged && { weight: { N: 1 as unknown as string } }) }
  const view = viewOf(recordOf({ seq: position + 1, key, kind: 'INSERT', after }))
  return new BatchRecord(position, view, isBroken ? new Error('broken') : undefined)
}

const isForNobody = ({ size, isBroken, isDamaged }: Sketch): boolean =>
  isBroken || (isDamaged && size !== 'odd')

const namesFor = (sketch: Sketch): readonly string[] =>
  isForNobody(sketch) ? [routingName] : (wanting[sketch.size] ?? [])

describe('a routed batch', () => {
  it('has of each record the deliveries of those who want it, and of a broken one that which sets it aside', () => {
    fc.assert(
      fc.property(sketches, all => {
        const batch = routeBatch(shop, all.map(batchRecord))

        const names = batch.records.map(record =>
          deliveriesOf(batch, record).map(delivery => {
            expect(delivery.record).toBe(record)
            return delivery.processor.name
          }),
        )
        expect(names).toEqual(all.map(namesFor))
        expect(batch.deliveries).toHaveLength(names.flat().length)
      }),
    )
  })

  it('has of each processor the items in the order in which they begin, with all of their changes in order', () => {
    const chainOf = (first: unknown): readonly number[] => {
      const positions: number[] = []
      let each = first as { next: unknown; record: BatchRecord } | undefined
      for (; each !== undefined; each = each.next as typeof each) positions.push(each.record.position)
      return positions
    }
    fc.assert(
      fc.property(sketches, all => {
        const { items } = routeBatch(shop, all.map(batchRecord))

        const expected = shop.processors.map(({ name }) => {
          const wanted = all.flatMap((each, position) =>
            namesFor(each).includes(name) ? [{ key: each.key, position }] : [],
          )
          const byKey = Map.groupBy(wanted, ({ key }) => key)
          return [...byKey.values()].map(own => own.map(({ position }) => position))
        })
        const broken = all.flatMap((each, position) => (isForNobody(each) ? [[[position]]] : []))
        expect(items.map(firsts => firsts.map(chainOf))).toEqual([...expected, ...broken])
      }),
    )
  })
})
