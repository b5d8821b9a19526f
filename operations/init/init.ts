import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { raise } from '../../core/errors/pipeline-error.ts'
import { reasonOf } from '../../core/errors/thrown.ts'
import type { StartChoices } from './choose-start.ts'
import { chooseStart } from './choose-start.ts'
import { initFaults } from './faults.ts'
import type { MergedPackage } from './package-file.ts'
import { mergePackage, parsePackage } from './package-file.ts'
import type { ProjectStart, StartFiles } from './start.ts'
import { deployFiles } from './templates/deploy-files.ts'
import { fixture } from './templates/fixture.ts'
import { configFiles, newPackage, toolFiles, wantedPackage } from './templates/settings-files.ts'
import { sourceFiles } from './templates/source-files.ts'

/** What was done to a folder. */
export interface InitReport {
  /** Absolute. */
  readonly folder: string
  readonly start: ProjectStart
  /** Files that were not there, in the order in which they were written. */
  readonly written: readonly string[]
  /** What was added to package.json; empty where it is new, or has all of it. */
  readonly added: readonly string[]
  /** What of package.json says something else, and was left so. */
  readonly left: readonly string[]
}

const textOf = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw raise(initFaults, 'init.folder-unwritable', { path, reason: reasonOf(error) }, { cause: error })
  }
}

/** Level by level: what Node does by itself never ends where a file system cannot hold folders. */
const makeFolder = (folder: string): void => {
  if (existsSync(folder)) return
  makeFolder(dirname(folder))
  mkdirSync(folder)
}

const write = (path: string, text: string, flag: 'w' | 'wx'): void => {
  try {
    makeFolder(dirname(path))
    writeFileSync(path, text, { flag })
  } catch (error) {
    throw raise(initFaults, 'init.folder-unwritable', { path, reason: reasonOf(error) }, { cause: error })
  }
}

/** Files that anybody's project may have already, with something else in them. */
const isCommon = (file: string): boolean => file === '.gitignore' || file === 'tsconfig.json'

/** Those of `files` that are to be written. What is there and differs stops everything. */
const missingFiles = (folder: string, files: StartFiles): readonly (readonly [string, string])[] => {
  const found = Object.entries(files).map(([file, text]) => ({ file, text, now: textOf(join(folder, file)) }))
  const others = found.filter(({ file, text, now }) => now !== undefined && now !== text && !isCommon(file))
  if (others.length > 0) {
    const names = others.map(({ file }) => file)
    throw raise(initFaults, 'init.file-exists', { folder, files: names })
  }
  return found.filter(({ now }) => now === undefined).map(({ file, text }) => [file, text] as const)
}

/** Our own deploy file, of a run before, does not make this a project of somebody else's. */
const startFor = (
  folder: string,
  found: Readonly<Record<string, unknown>> | undefined,
  choices: StartChoices,
  version: string,
): ProjectStart => {
  const start = chooseStart(folder, found, choices, version)
  const alone = { ...start, isBesideOther: false }
  const isOwn = Object.entries(deployFiles(alone)).some(([file, text]) => textOf(join(folder, file)) === text)
  return isOwn ? alone : start
}

const packageFor = (path: string, text: string | undefined, start: ProjectStart): MergedPackage =>
  mergePackage(text ?? newPackage(start), path, wantedPackage(start))

/** A folder that is none cannot hold a project. */
const checkFolder = (folder: string): void => {
  if (existsSync(folder) && !statSync(folder).isDirectory())
    throw raise(initFaults, 'init.folder-unwritable', { path: folder, reason: 'it is a file' })
}

/**
 * Starts a pipeline in a folder: entity, three processors, input, a fixture with its test, and what it is deployed
 * with. Nothing that is there is changed, but for scripts and dependencies that package.json does not have.
 *
 * @param version - of this package, which the project is to depend on
 * @throws PipelineError `init.*`
 */
export const init = (into: string, choices: StartChoices, version: string): InitReport => {
  const folder = resolve(into)
  checkFolder(folder)
  const path = join(folder, 'package.json')
  const packageText = textOf(path)
  const found = packageText === undefined ? undefined : parsePackage(packageText, path)
  const start = startFor(folder, found, choices, version)
  const merged = packageFor(path, packageText, start)
  const files = missingFiles(folder, {
    ...toolFiles(start),
    ...sourceFiles(start),
    'test/fixtures/tickets.ndjson': fixture,
    ...configFiles(start),
    ...deployFiles(start),
  })
  if (merged.text !== packageText) write(path, merged.text, packageText === undefined ? 'wx' : 'w')
  for (const [file, text] of files) write(join(folder, file), text, 'wx')
  return {
    folder,
    start,
    written: [...(packageText === undefined ? ['package.json'] : []), ...files.map(([file]) => file)],
    added: packageText === undefined ? [] : merged.added,
    left: merged.left,
  }
}
