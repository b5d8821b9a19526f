import type { Dirent } from 'node:fs'
import { open, readdir, rename, writeFile } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import { hasCode } from './has-code.ts'
import { privateFile, privateFolder } from './private-files.ts'

/** Ends the name of a file that is not whole yet; no key does, because dots in keys are written otherwise. */
export const draftSuffix = '.draft'

/** Each part of a key is one name in the file system, whatever characters it holds. */
export const pathOf = (folder: string, key: string): string =>
  join(folder, ...key.split('/').map(part => encodeURIComponent(part).replaceAll('.', '%2E')))

/** The key of a file that {@link pathOf} named. */
export const keyOf = (folder: string, path: string): string =>
  relative(folder, path).split(sep).map(decodeURIComponent).join('/')

/** Writes a file so that it is whole or not there. `id` keeps two that write it at once apart. */
export const writeWhole = async (path: string, body: string | Uint8Array, id = ''): Promise<void> => {
  await privateFolder(dirname(path))
  const draft = `${path}${id}${draftSuffix}`
  await writeFile(draft, body, { mode: privateFile })
  await rename(draft, path)
}

/** Windows opens no folder, and some file systems sync none; there the rename is as lasting as it gets. */
const unsynced = ['EPERM', 'EACCES', 'EISDIR', 'EINVAL', 'ENOTSUP', 'EBADF'] as const

const syncFolder = async (folder: string): Promise<void> => {
  const opened = await open(folder, 'r').catch((error: unknown) => {
    if (hasCode(error, ...unsynced)) return undefined
    throw error
  })
  try {
    await opened?.sync()
  } catch (error) {
    if (!hasCode(error, ...unsynced)) throw error
  } finally {
    await opened?.close()
  }
}

/** As {@link writeWhole}, and when it returns the file outlives a power cut too. */
export const writeLasting = async (path: string, body: string, id = ''): Promise<void> => {
  const folder = dirname(path)
  await privateFolder(folder)
  const draft = `${path}${id}${draftSuffix}`
  const file = await open(draft, 'w', privateFile)
  try {
    await file.writeFile(body)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(draft, path)
  await syncFolder(folder)
}

/** All that lies below a folder. One that is not there holds nothing; of one that cannot be read nobody can tell. */
export const entriesBelow = async (folder: string): Promise<readonly Dirent[]> => {
  try {
    return await readdir(folder, { recursive: true, withFileTypes: true })
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return []
    throw error
  }
}
