import { mkdir, rename, writeFile } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'

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
  await mkdir(dirname(path), { recursive: true })
  const draft = `${path}${id}${draftSuffix}`
  await writeFile(draft, body)
  await rename(draft, path)
}
