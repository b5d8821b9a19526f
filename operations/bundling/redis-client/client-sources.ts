import { readFileSync, readdirSync } from 'node:fs'
import { join, relative, sep } from 'node:path'

/** Code of a package by its path in a folder of it, with `/` on every system. */
export type Sources = ReadonlyMap<string, string>

const codeBelow = (folder: string): readonly string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap(each => {
    const path = join(folder, each.name)
    if (each.isDirectory()) return codeBelow(path)
    return path.endsWith('.js') ? [path] : []
  })

/** All code in a folder; none where it cannot be read, as in an archive. */
export const sourcesIn = (folder: string): Sources => {
  try {
    return new Map(
      codeBelow(folder).map(path => [
        relative(folder, path).split(sep).join('/'),
        readFileSync(path, 'utf8'),
      ]),
    )
  } catch {
    return new Map()
  }
}
