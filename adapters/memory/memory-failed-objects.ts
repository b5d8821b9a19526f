import type { FailedObjects } from '../../core/parking/failed-objects.ts'
import { isRedriven, redrivenKey } from '../../core/parking/failed-objects.ts'

/** Failed changes in a map of the caller's: for tests. */
export const memoryFailedObjects = (objects: Map<string, string>): FailedObjects => ({
  url: 'memory:',
  keys: async function* () {
    for (const key of [...objects.keys()]) if (!isRedriven(key)) yield await Promise.resolve(key)
  },
  read: async key => Promise.resolve(objects.get(key) ?? ''),
  retire: async key => {
    objects.set(redrivenKey(key), objects.get(key) ?? '')
    objects.delete(key)
    return Promise.resolve()
  },
})
