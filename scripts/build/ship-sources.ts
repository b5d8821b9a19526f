import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'

interface SourceMap {
  readonly sources: readonly string[]
}

/** Where the sources are put that maps lead to: `core/x.ts` is `dist/src/core/x.ts` in the package. */
const shipped = join('dist', 'src')

/**
 * Copies the sources of a map into the package and lets the map lead there, so that stacks, debuggers and "go to
 * definition" show the code as it was written.
 */
export const shipSources = (folder: string, mapFile: string): void => {
  const place = dirname(join(folder, mapFile))
  const map = JSON.parse(readFileSync(join(folder, mapFile), 'utf8')) as SourceMap
  const sources = map.sources.map(source => {
    const name = relative(folder, resolve(place, source))
    const target = join(folder, shipped, name)
    mkdirSync(dirname(target), { recursive: true })
    copyFileSync(join(folder, name), target)
    return relative(place, target)
  })
  writeFileSync(join(folder, mapFile), JSON.stringify({ ...map, sources }))
}
