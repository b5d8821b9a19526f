import type { BatchRecord } from './batch-record.ts'
import type { Delivery } from './delivery.ts'

/** A batch, looked at and routed, oldest record first. */
export interface Batch {
  readonly records: readonly BatchRecord[]
  /** Those of the oldest record first, and those of a record in the registry's order. */
  readonly deliveries: readonly Delivery[]
  /** By processor, in the registry's order: of each item that it wants the first delivery, oldest first. */
  readonly items: readonly (readonly Delivery[])[]
}

/** The deliveries of one record, in the registry's order. */
export const deliveriesOf = (
  { deliveries }: Batch,
  { firstDelivery, deliveryCount }: BatchRecord,
): readonly Delivery[] => deliveries.slice(firstDelivery, firstDelivery + deliveryCount)

/** True while any of its deliveries is in a try. */
export const isAnyRunning = ({ deliveries }: Batch): boolean =>
  deliveries.some(({ state }) => state === 'running')
