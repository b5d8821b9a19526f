import type { Capacity, CapacityUse } from './capacity.ts'
import { noCapacity, sumCapacity } from './capacity.ts'
import type { Table } from '../table.ts'

/** A table whose calls are added up. */
export interface Meter<T extends Table> {
  /** To be used in place of the one that was given. */
  readonly table: T
  /** What all calls through {@link Meter.table} consumed so far. */
  readonly used: () => Capacity
}

/**
 * Adds up what calls consume; calls through the table it was made from are not counted.
 *
 * @example
 * ```ts
 * const meter = metered(shop)
 * await getUserOrders(meter.table, 'u1')
 * meter.used().readUnits // 0.5
 * ```
 */
export const metered = <T extends Table>(table: T): Meter<T> => {
  let sum = noCapacity
  return {
    table: Object.freeze({
      ...table,
      onCapacity: (use: CapacityUse): void => {
        sum = sumCapacity(sum, use.capacity)
        table.onCapacity?.(use)
      },
    }),
    used: () => sum,
  }
}
