import type { ParkingStore } from '../../core/parking/parking-store.ts'
import { openOnDemand } from './scheme.ts'

/** Where changes are parked: `file:FOLDER` or `memory:`. */
export const parkingStore = (url: string | undefined): ParkingStore => {
  const open = openOnDemand<ParkingStore>('parking', url, {
    file: async folder => (await import('../file/file-parking-store.ts')).fileParkingStore(folder),
    memory: async () => (await import('../memory/memory-parking-store.ts')).memoryParkingStore(),
  })
  return {
    put: async (key, body) => (await open()).put(key, body),
    list: async function* () {
      yield* (await open()).list()
    },
  }
}
