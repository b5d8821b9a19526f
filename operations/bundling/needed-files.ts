import { readFileSync, readdirSync, statSync } from 'node:fs'
import { dirname, join, posix, relative, sep } from 'node:path'
import type { Metafile } from 'esbuild'
import type { NamedPath } from './named-files.ts'
import { isCode, isFile, namedBeside, namedInTask } from './named-files.ts'

/** Files that modules read beside themselves, which no bundler sees. */
export interface NeededFiles {
  /** What comes along, by its path in the zip. */
  readonly files: ReadonlyMap<string, string>
  /** One line for each that cannot, and without which the bundle may fail. */
  readonly problems: readonly string[]
  /** One line for each that a package names and need not reach. */
  readonly notes: readonly string[]
}

interface Found {
  readonly files: Map<string, string>
  readonly problems: string[]
  readonly notes: string[]
}

/** Where a module looks for something, and where that will be. */
interface Wanted {
  /** As messages name it: relative to the project. */
  readonly module: string
  readonly named: NamedPath
  readonly source: string
  readonly place: string
}

const packageOf = (module: string): string | undefined =>
  /(?:^|\/)node_modules\/(?!.*\/node_modules\/)((?:@[^/]+\/)?[^/]+)\//.exec(module)?.[1]

const isKept = (name: string): boolean => name !== 'node_modules' && !name.startsWith('.')

/** All files in a folder, however deep. */
const filesBelow = (folder: string): readonly string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    const path = join(folder, entry.name)
    if (!isKept(entry.name)) return []
    if (entry.isDirectory()) return filesBelow(path)
    return entry.isFile() ? [path] : []
  })

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true

const take = ({ files, problems }: Found, { module, named, source, place }: Wanted): void => {
  const other = files.get(place)
  if (place.startsWith('..')) problems.push(`${module} reads ${named.path}, which lies outside of the zip`)
  else if (other !== undefined && !readFileSync(other).equals(readFileSync(source)))
    problems.push(`${module} and another module each read a file ${place} of their own`)
  else files.set(place, source)
}

const starts = ({ module, named }: Wanted): string =>
  `${module} starts ${named.path} beside itself, which is not bundled`

/**
 * Code that is started by its path, in a thread or a process of its own. Of a package it is missed only by who asks for
 * that, unless it is asked for as soon as the package is imported.
 */
const addCode = ({ problems, notes }: Found, wanted: Wanted, isEager: boolean): void => {
  const name = packageOf(wanted.module)
  if (name === undefined || isEager) problems.push(starts(wanted))
  else
    notes.push(
      `${starts(wanted)}: should your code need it, build with esbuild, keep ${name} external, and deploy it in node_modules`,
    )
}

/** What is in a folder may be read; code in it is no file like others. */
const addFolder = (found: Found, wanted: Wanted): void => {
  const all = filesBelow(wanted.source)
  for (const file of all.filter(each => !isCode(each))) {
    const below = relative(wanted.source, file).split(sep).join('/')
    take(found, { ...wanted, source: file, place: posix.join(wanted.place, below) })
  }
  if (all.some(isCode)) addCode(found, wanted, false)
}

/** The package would not find it without a bundle, either. */
const missingInPackage = ({ notes }: Found, { module, named }: Wanted): void => {
  notes.push(`${module} names ${named.path} beside itself, which its package does not have`)
}

const addBeside = (found: Found, wanted: Wanted): void => {
  const { module, named, source } = wanted
  if (isFolder(source)) addFolder(found, wanted)
  else if (isFile(source) && isCode(source)) addCode(found, wanted, named.isAtTop)
  else if (isFile(source)) take(found, wanted)
  else if (packageOf(module) !== undefined) missingInPackage(found, wanted)
  else found.problems.push(`${module} reads ${named.path} beside itself, which is not there`)
}

/** What one's own code reads in the folder that it is started in; it may as well make it there, so that nothing is missed. */
const addInTask = (found: Found, wanted: Wanted): void => {
  const isHidden = wanted.named.path.split('/').some(part => !isKept(part))
  if (isHidden || (!isFolder(wanted.source) && !isFile(wanted.source))) {
    found.notes.push(
      `${wanted.module} names ${wanted.named.path} in the folder that it runs in, which is not in it`,
    )
    return
  }
  addBeside(found, wanted)
}

/**
 * Looks through the modules of each output: beside the output is where its code will look at run time.
 *
 * @param taskFolder - absolute: what is in it is in the folder that Lambda starts a function in
 */
export const neededFiles = (root: string, outputs: Metafile['outputs'], taskFolder = root): NeededFiles => {
  const found: Found = { files: new Map(), problems: [], notes: [] }
  for (const [output, { inputs }] of Object.entries(outputs)) {
    for (const module of Object.keys(inputs)) {
      const path = join(root, module)
      for (const named of namedBeside(path)) {
        const source = join(root, dirname(module), named.path)
        addBeside(found, { module, named, source, place: posix.join(posix.dirname(output), named.path) })
      }
      if (packageOf(module) !== undefined) continue
      for (const named of namedInTask(path))
        addInTask(found, { module, named, source: join(taskFolder, named.path), place: named.path })
    }
  }
  return found
}
