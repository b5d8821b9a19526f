import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import type { Metafile } from 'esbuild'

/** Places in code that name a file beside the module. */
const besides = [
  /new\s+URL\(\s*(['"`])(\.{1,2}\/[^'"`$]+)\1\s*,\s*import\.meta\.url\s*\)/g,
  /\b__dirname\s*\+\s*(['"`])([^'"`$]+)\1/g,
  /\b(?:join|resolve)\(\s*(?:__dirname|import\.meta\.dirname)\s*,\s*(['"`])([^'"`$]+)\1\s*\)/g,
  /`\$\{(?:__dirname|import\.meta\.dirname)\}()([^`$]+)`/g,
]

/** Files that modules read beside themselves, which no bundler sees. */
export interface NeededFiles {
  /** What comes along, by its path in the zip. */
  readonly files: ReadonlyMap<string, string>
  /** One line for each that cannot. */
  readonly problems: readonly string[]
}

const isFile = (path: string): boolean => existsSync(path) && statSync(path).isFile()

const isCode = (path: string): boolean => /\.[cm]?[jt]sx?$/.test(path)

const namedIn = (module: string): readonly string[] => {
  if (!isCode(module) || !isFile(module)) return []
  const code = readFileSync(module, 'utf8')
  return besides.flatMap(pattern => [...code.matchAll(pattern)].map(([, , path = '']) => path))
}

/** Looks through the modules of each output: beside the output is where its code will look at run time. */
export const neededFiles = (folder: string, outputs: Metafile['outputs']): NeededFiles => {
  const files = new Map<string, string>()
  const problems: string[] = []
  for (const [output, { inputs }] of Object.entries(outputs)) {
    for (const module of Object.keys(inputs)) {
      for (const named of namedIn(join(folder, module))) {
        const source = join(folder, dirname(module), named)
        const place = posix.join(posix.dirname(output), named)
        const other = files.get(place)
        if (!isFile(source)) problems.push(`${module} reads ${named} beside itself, which is not there`)
        else if (isCode(source))
          problems.push(`${module} starts ${named} beside itself, which is not bundled`)
        else if (place.startsWith('..'))
          problems.push(`${module} reads ${named}, which lies outside of the zip`)
        else if (other !== undefined && !readFileSync(other).equals(readFileSync(source)))
          problems.push(`${module} and another module each read a file ${place} of their own`)
        else files.set(place, source)
      }
    }
  }
  return { files, problems }
}
