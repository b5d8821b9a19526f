import type { LeaseMarks } from '../../core/lease/lease-marks.ts'
import { memoryLeaseMarks } from '../../core/lease/lease-marks.ts'
import type { FailedObjects } from '../../core/parking/failed-objects.ts'
import { isSetAside, redrivenKey } from '../../core/parking/failed-objects.ts'

/**
 * Failed changes in a map of the caller's: for tests. `leases` is shared by all who redrive from it; `since` says when an
 * object was put there, else it has been there for ever.
 */
export const memoryFailedObjects = (
  objects: Map<string, string>,
  leases = new Map<string, LeaseMarks>(),
  since: (key: string) => number = () => 0,
): FailedObjects => ({
  url: 'memory:',
  keys: async function* () {
    for (const key of [...objects.keys()]) if (!isSetAside(key)) yield await Promise.resolve(key)
  },
  waiting: async function* () {
    for (const key of [...objects.keys()])
      if (!isSetAside(key)) yield await Promise.resolve({ key, sinceMs: since(key) })
  },
  read: async key => Promise.resolve(objects.get(key)),
  retire: async key => {
    const text = objects.get(key)
    if (text !== undefined) objects.set(redrivenKey(key), text)
    return Promise.resolve(objects.delete(key))
  },
  marks: key => {
    const marks = leases.get(key) ?? memoryLeaseMarks()
    leases.set(key, marks)
    return marks
  },
})
