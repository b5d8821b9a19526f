import type { Registry, Route } from '../registry/registry.ts'
import type { Batch } from './batch.ts'
import type { BatchRecord } from './batch-record.ts'
import { Delivery } from './delivery.ts'
import { problemWith, routing } from './malformed.ts'

const numberOf = (items: Map<string, number>, key: string): number => {
  const known = items.get(key)
  if (known !== undefined) return known
  items.set(key, items.size)
  return items.size - 1
}

/**
 * Asks the registry who wants each record. One that is malformed is for nobody but {@link routing}, which sets it
 * aside, so that it holds up nothing else. A key is hashed once, and not once for each processor.
 */
export const routeBatch = (registry: Registry, records: readonly BatchRecord[]): Batch => {
  const { processors } = registry
  const deliveries: Delivery[] = []
  const items = processors.map((): Delivery[] => [])
  const unroutable: Delivery[][] = []
  const itemNumbers = new Map<string, number>()
  const lastDeliveries = processors.map(() => new Array<Delivery | undefined>(records.length))
  let record: BatchRecord | undefined
  let item: number
  const addDelivery: Route = (position, kind, entity, error) => {
    const processor = processors[position]
    const lastOf = lastDeliveries[position]
    if (processor === undefined || lastOf === undefined || record === undefined) return
    if (item === -1) {
      record.problem ??= problemWith(record.view)
      item = numberOf(itemNumbers, record.view.key)
    }
    if (record.problem !== undefined) return
    const delivery = new Delivery(processor, record, kind, entity, error)
    const last = lastOf[item]
    if (last === undefined) items[position]?.push(delivery)
    else last.precede(delivery)
    lastOf[item] = delivery
    deliveries.push(delivery)
    record.deliveryCount += 1
  }
  for (const each of records) {
    record = each
    item = -1
    each.firstDelivery = deliveries.length
    if (each.problem === undefined) registry.route(each.view, addDelivery)
    // What was said while it was routed counts too.
    if (each.problem === undefined) continue
    const delivery = new Delivery(routing, each, each.view.kind, undefined, each.problem)
    unroutable.push([delivery])
    deliveries.push(delivery)
    each.deliveryCount = 1
  }
  return { records, deliveries, items: [...items, ...unroutable] }
}
