import { readdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { BlobStore } from '../../core/blob/blob-store.ts'
import { draftSuffix, keyOf, pathOf, writeWhole } from './object-files.ts'

/** A folder is no object: it is there because of the keys below it. */
const absences: readonly unknown[] = ['ENOENT', 'ENOTDIR', 'EISDIR']

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && absences.includes(error.code)

/** The deepest folder that holds every key of the prefix. */
const folderOf = (folder: string, prefix: string): string => {
  const end = prefix.lastIndexOf('/')
  return end < 0 ? folder : pathOf(folder, prefix.slice(0, end))
}

/** Blobs as files, one each, in folders named by their keys. A file is whole or not there. */
export const fileBlobStore = (folder: string): BlobStore => {
  let writes = 0
  const filesBelow = async (prefix: string): Promise<readonly { key: string; path: string }[]> => {
    const below = folderOf(folder, prefix)
    const entries = await readdir(below, { recursive: true, withFileTypes: true }).catch(() => [])
    return entries
      .filter(entry => entry.isFile() && !entry.name.endsWith(draftSuffix))
      .map(entry => join(entry.parentPath, entry.name))
      .map(path => ({ key: keyOf(folder, path), path }))
      .filter(({ key }) => key.startsWith(prefix))
      .sort((a, b) => Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)))
  }
  return {
    put: async (key, body) => {
      writes += 1
      await writeWhole(pathOf(folder, key), body, `.${process.pid}-${writes}`)
    },
    get: async (key, signal) => {
      try {
        return await readFile(pathOf(folder, key), { signal })
      } catch (error) {
        if (isMissing(error)) return undefined
        throw error
      }
    },
    list: async function* (prefix) {
      for (const { key, path } of await filesBelow(prefix)) {
        const { size, mtimeMs } = await stat(path)
        yield { key, bytes: size, writtenAtMs: mtimeMs }
      }
    },
    remove: async key => rm(pathOf(folder, key), { force: true }),
  }
}
