import { readFile, rename } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import type { FailedObjects } from '../../core/parking/failed-objects.ts'
import { isRedriven, redrivenKey } from '../../core/parking/failed-objects.ts'
import { draftSuffix, entriesBelow } from './object-files.ts'
import { privateFolder } from './private-files.ts'

/** Failed changes in a folder, by their paths in it. A folder that is not there holds none. */
export const fileFailedObjects = (folder: string): FailedObjects => ({
  url: `file:${folder}`,
  keys: async function* () {
    for (const entry of await entriesBelow(folder)) {
      const key = relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/')
      if (entry.isFile() && !key.endsWith(draftSuffix) && !isRedriven(key)) yield key
    }
  },
  read: async key => readFile(join(folder, key), 'utf8'),
  retire: async key => {
    const path = join(folder, redrivenKey(key))
    await privateFolder(dirname(path))
    await rename(join(folder, key), path)
  },
})
