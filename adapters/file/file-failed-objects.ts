import type { Dirent } from 'node:fs'
import { readdir, readFile, rename, stat } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import type { FailedObjects } from '../../core/parking/failed-objects.ts'
import { isSetAside, marksKey, redrivenKey } from '../../core/parking/failed-objects.ts'
import { fileLeaseMarks } from './file-lease-marks.ts'
import { hasCode } from './has-code.ts'
import { draftSuffix } from './object-files.ts'
import { privateFolder } from './private-files.ts'

/** A folder of marks goes with the last of them, perhaps while it is looked into. */
const entriesIn = async (folder: string): Promise<readonly Dirent[]> => {
  try {
    return await readdir(folder, { withFileTypes: true })
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return []
    throw error
  }
}

async function* filesIn(folder: string, entries: readonly Dirent[]): AsyncGenerator<string> {
  for (const entry of entries) {
    const path = join(folder, entry.name)
    if (entry.isFile()) yield path
    else if (entry.isDirectory()) yield* filesIn(path, await entriesIn(path))
  }
}

async function* keysIn(folder: string): AsyncGenerator<string> {
  for await (const path of filesIn(folder, await readdir(folder, { withFileTypes: true }))) {
    const key = relative(folder, path).split(sep).join('/')
    if (!key.endsWith(draftSuffix) && !isSetAside(key)) yield key
  }
}

/** Nothing of a file that a redrive has just set aside. */
const writtenMs = async (path: string): Promise<number | undefined> => {
  try {
    return (await stat(path)).mtimeMs
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined
    throw error
  }
}

/** Failed changes in a folder, by their paths in it. A folder that is not there is an error: it may be misspelt. */
export const fileFailedObjects = (folder: string): FailedObjects => ({
  url: `file:${folder}`,
  keys: () => keysIn(folder),
  waiting: async function* () {
    for await (const key of keysIn(folder)) {
      const sinceMs = await writtenMs(join(folder, key))
      if (sinceMs !== undefined) yield { key, sinceMs }
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
    try {
      await rename(join(folder, key), path)
      return true
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return false
      throw error
    }
  },
  marks: key => fileLeaseMarks(join(folder, marksKey(key))),
})
