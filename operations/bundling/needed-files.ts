import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import type { Metafile } from 'esbuild'

/** What code calls its own folder. */
const folder =
  /(?:__dirname|import\.meta\.dirname|(?:\w+\.)?dirname\(\s*(?:__filename|import\.meta\.filename|(?:\w+\.)?fileURLToPath\(\s*import\.meta\.url\s*\))\s*\))/
    .source

const text = /'[^'\n]*'|"[^"\n]*"|`[^`$]*`/.source

/** Places in code that name a file beside the module, in one text or in several. */
const besides = [
  /new\s+URL\(\s*(['"`](?!\w+:)[^'"`$]+['"`])\s*,\s*import\.meta\.url\s*\)/g,
  /\brequire\.resolve\(\s*(['"`]\.{1,2}\/[^'"`$]+['"`])\s*\)/g,
  new RegExp(`${folder}\\s*\\+\\s*(['"\`][^'"\`$]+['"\`])`, 'g'),
  new RegExp(`\\b(?:join|resolve)\\(\\s*${folder}\\s*,\\s*((?:(?:${text})\\s*,?\\s*)+)\\)`, 'g'),
  new RegExp(`\`\\$\\{\\s*${folder}\\s*\\}([^\`$]+\`)`, 'g'),
]

const partsOf = (texts: string): string => {
  const parts = texts.split(/['"`]/).filter(part => !/^[\s,]*$/.test(part))
  return posix.join(...parts).replace(/^\/+/, '')
}

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
  const named = besides.flatMap(pattern => [...code.matchAll(pattern)].map(([, path = '']) => partsOf(path)))
  // A folder above is where a path begins that is put together elsewhere.
  return [...new Set(named)].filter(each => !/^[./]*$/.test(each))
}

/** Looks through the modules of each output: beside the output is where its code will look at run time. */
export const neededFiles = (root: string, outputs: Metafile['outputs']): NeededFiles => {
  const files = new Map<string, string>()
  const problems: string[] = []
  for (const [output, { inputs }] of Object.entries(outputs)) {
    for (const module of Object.keys(inputs)) {
      for (const named of namedIn(join(root, module))) {
        const source = join(root, dirname(module), named)
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
