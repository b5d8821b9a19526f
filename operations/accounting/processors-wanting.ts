import { routingName } from '../../core/dispatch/malformed.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import type { Registry } from '../../core/registry/registry.ts'

/** The processors that a record is for; one that cannot be routed is for the function as a whole. */
export const processorsWanting = (registry: Registry, record: StreamRecord): readonly string[] => {
  try {
    return registry.match(record).map(({ processor }) => processor)
  } catch {
    return [routingName]
  }
}
