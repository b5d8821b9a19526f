import type { ParkingStore } from '../../core/parking/parking-store.ts'

/** Parked changes in memory: for tests and for trying things out. */
export const memoryParkingStore = (): ParkingStore => {
  const objects = new Map<string, string>()
  return {
    put: async (key, body) => {
      objects.set(key, body)
      return Promise.resolve()
    },
    list: async function* () {
      for (const [key, body] of objects) yield await Promise.resolve({ key, body })
    },
  }
}
