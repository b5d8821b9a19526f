import { entity } from '../core/entity/define-entity.ts'
import type { Filter } from '../core/filter/filter.ts'
import { when } from '../core/filter/words.ts'
import { batchProcessor } from '../core/processor/define-processor.ts'
import type { Processor } from '../core/processor/processor.ts'
import { seededRandom } from '../model/northwind/seeded-random.ts'

const types = ['USER', 'PRODUCT', 'ORDER', 'ORDER_ITEM']
const statuses = ['PLACED', 'PAID', 'PACKED', 'SHIPPED', 'DELIVERED', 'CANCELLED']
const kinds = ['INSERT', 'MODIFY', 'REMOVE'] as const

/** So many filters of the mix that performance figures of the field are given for, as processors and as patterns. */
export const randomFilters = (
  count: number,
): { readonly processors: readonly Processor[]; readonly patterns: readonly object[] } => {
  const random = seededRandom(count)
  const oneOf = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T
  const made = Array.from(
    { length: count },
    (_, index): { readonly filter: Filter; readonly pattern: object } => {
      const type = oneOf(types)
      const Thing = entity(`Thing${index}`, { match: { entityType: type } })
      const draw = random()
      if (draw < 0.45) {
        const kind = oneOf(kinds)
        const tenantId = `tenant-${Math.floor(random() * 50)}`
        const image = { entityType: { S: [type] }, tenantId: { S: [tenantId] } }
        return {
          filter: when(Thing).on(kind).where({ tenantId }),
          pattern: { eventName: [kind], dynamodb: { [kind === 'REMOVE' ? 'OldImage' : 'NewImage']: image } },
        }
      }
      if (draw < 0.7) {
        const some = [oneOf(statuses), oneOf(statuses)]
        const tenantId = `tenant-${Math.floor(random() * 50)}`
        const image = { entityType: { S: [type] }, status: { S: some }, tenantId: { S: [tenantId] } }
        return {
          filter: when(Thing)
            .on('INSERT')
            .where({ status: { oneOf: some }, tenantId }),
          pattern: { eventName: ['INSERT'], dynamodb: { NewImage: image } },
        }
      }
      const group = `group-${Math.floor(random() * 1_000)}`
      const Grouped = entity(`Group${index}`, { match: { gsi1pk: group, entityType: type } })
      return {
        filter: when(Grouped).on('INSERT'),
        pattern: {
          eventName: ['INSERT'],
          dynamodb: { NewImage: { gsi1pk: { S: [group] }, entityType: { S: [type] } } },
        },
      }
    },
  )
  return {
    patterns: made.map(({ pattern }) => pattern),
    processors: made.map(({ filter }, index) =>
      batchProcessor({ name: `f${index}`, filter, handle: async () => Promise.resolve() }),
    ),
  }
}
