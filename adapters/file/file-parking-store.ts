import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import type { ParkingStore } from '../../core/parking/parking-store.ts'

/** Each part of a key is one name in the file system, whatever characters it holds. */
const pathOf = (folder: string, key: string): string =>
  join(folder, ...key.split('/').map(part => encodeURIComponent(part).replaceAll('.', '%2E')))

const keyOf = (folder: string, path: string): string =>
  relative(folder, path).split(sep).map(decodeURIComponent).join('/')

/** Parked changes as files, one each, in folders named by their keys. A file is whole or not there. */
export const fileParkingStore = (folder: string): ParkingStore => ({
  put: async (key, body) => {
    const path = pathOf(folder, key)
    await mkdir(dirname(path), { recursive: true })
    const draft = `${path}.draft`
    await writeFile(draft, body)
    await rename(draft, path)
  },
  list: async function* () {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
    for (const entry of entries) {
      const path = join(entry.parentPath, entry.name)
      if (!entry.isFile() || path.endsWith('.draft')) continue
      yield { key: keyOf(folder, path), body: await readFile(path, 'utf8') }
    }
  },
})
