import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ParkingStore } from '../../core/parking/parking-store.ts'
import { draftSuffix, entriesBelow, keyOf, pathOf, writeWhole } from './object-files.ts'

/** Parked changes as files, one each, in folders named by their keys. A file is whole or not there. */
export const fileParkingStore = (folder: string): ParkingStore => ({
  put: async (key, body) => writeWhole(pathOf(folder, key), body),
  list: async function* () {
    for (const entry of await entriesBelow(folder)) {
      const path = join(entry.parentPath, entry.name)
      if (!entry.isFile() || path.endsWith(draftSuffix)) continue
      yield { key: keyOf(folder, path), body: await readFile(path, 'utf8') }
    }
  },
})
