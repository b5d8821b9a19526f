import { readdir, readFile, rename } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import type { FailedObjects } from '../../core/parking/failed-objects.ts'
import { isSetAside, marksKey, redrivenKey } from '../../core/parking/failed-objects.ts'
import { fileLeaseMarks } from './file-lease-marks.ts'
import { hasCode } from './has-code.ts'
import { draftSuffix } from './object-files.ts'
import { privateFolder } from './private-files.ts'

/** Failed changes in a folder, by their paths in it. A folder that is not there is an error: it may be misspelt. */
export const fileFailedObjects = (folder: string): FailedObjects => ({
  url: `file:${folder}`,
  keys: async function* () {
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      const key = relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/')
      if (entry.isFile() && !key.endsWith(draftSuffix) && !isSetAside(key)) yield key
    }
  },
  read: async key => {
    try {
      return await readFile(join(folder, key), 'utf8')
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return undefined
      throw error
    }
  },
  retire: async key => {
    const path = join(folder, redrivenKey(key))
    await privateFolder(dirname(path))
    await rename(join(folder, key), path)
  },
  marks: key => fileLeaseMarks(join(folder, marksKey(key))),
})
