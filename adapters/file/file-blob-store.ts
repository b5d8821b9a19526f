import { randomUUID } from 'node:crypto'
import { readdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { BlobStore } from '../../core/blob/blob-store.ts'
import { draftSuffix, keyOf, pathOf, writeWhole } from './object-files.ts'

/** A folder is no object: it is there because of the keys below it. */
const absences: readonly unknown[] = ['ENOENT', 'ENOTDIR', 'EISDIR']

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && absences.includes(error.code)

/** What is missing reads as `undefined`; that nobody can tell is an error. */
const unlessMissing = async <T>(read: Promise<T>): Promise<T | undefined> => {
  try {
    return await read
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

/** The deepest folder that holds every key of the prefix. */
const folderOf = (folder: string, prefix: string): string => {
  const end = prefix.lastIndexOf('/')
  return end < 0 ? folder : pathOf(folder, prefix.slice(0, end))
}

/**
 * Blobs as files, one each, in folders named by their keys. A file is whole or not there.
 * @param newId - texts that never repeat, for the files that are being written
 */
export const fileBlobStore = (folder: string, newId: () => string = randomUUID): BlobStore => {
  const filesBelow = async (prefix: string): Promise<readonly { key: string; path: string }[]> => {
    const below = folderOf(folder, prefix)
    const entries = await unlessMissing(readdir(below, { recursive: true, withFileTypes: true }))
    return (entries ?? [])
      .filter(entry => entry.isFile() && !entry.name.endsWith(draftSuffix))
      .map(entry => join(entry.parentPath, entry.name))
      .map(path => ({ key: keyOf(folder, path), path }))
      .filter(({ key }) => key.startsWith(prefix))
      .sort((a, b) => Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)))
  }
  return {
    put: async (key, body) => {
      await writeWhole(pathOf(folder, key), body, `.${newId()}`)
    },
    get: async (key, signal) => unlessMissing(readFile(pathOf(folder, key), { signal })),
    list: async function* (prefix) {
      for (const { key, path } of await filesBelow(prefix)) {
        // One that was removed since it was found is no longer to be listed.
        const found = await unlessMissing(stat(path))
        if (found !== undefined) yield { key, bytes: found.size, writtenAtMs: found.mtimeMs }
      }
    },
    remove: async key => rm(pathOf(folder, key), { force: true }),
  }
}
