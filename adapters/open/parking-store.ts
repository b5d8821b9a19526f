import type { ParkingStore } from '../../core/parking/parking-store.ts'
import { s3FolderAt } from './s3-folder-at.ts'
import { openOnDemand } from './scheme.ts'

/** Where changes are parked: `file:FOLDER`, `s3://BUCKET/PREFIX` or `memory:`. */
export const parkingStore = (url: string | undefined): ParkingStore => {
  const open = openOnDemand<ParkingStore>('parking', url, {
    file: async folder => (await import('../file/file-parking-store.ts')).fileParkingStore(folder),
    s3: async place => (await import('../s3/s3-parking-store.ts')).s3ParkingStore(await s3FolderAt(place)),
    memory: async () => (await import('../memory/memory-parking-store.ts')).memoryParkingStore(),
  })
  return {
    put: async (key, body) => (await open()).put(key, body),
    list: async function* () {
      yield* (await open()).list()
    },
  }
}
