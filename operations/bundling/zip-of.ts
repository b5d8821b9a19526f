import type { Zippable } from 'fflate'
import { zipSync } from 'fflate'

/** Equal files are an equal zip, in whatever order they come and whenever it is made, so nothing is deployed twice. */
export const zipOf = (files: ReadonlyMap<string, Uint8Array>): Uint8Array => {
  const entries = [...files].toSorted(([a], [b]) => (a < b ? -1 : 1))
  const zippable: Zippable = Object.fromEntries(
    entries.map(([path, contents]) => [path, [contents, { mtime: '1980-01-01T00:00:00', level: 9 }]]),
  )
  return zipSync(zippable)
}
