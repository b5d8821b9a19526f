import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { mustRun } from './run.ts'

/** A file of a tarball, as `npm pack --json` lists it. */
interface PackedFile {
  readonly path: string
  readonly size: number
}

/** The package as it would be published. */
export interface PackedPackage {
  /** Path of the .tgz. */
  readonly tarball: string
  readonly files: readonly PackedFile[]
  /** Where it was packed: what `npm pack` has left there. */
  readonly folder: string
}

/** A folder of this run's own. */
const newFolder = (name: string): string => mkdtempSync(join(tmpdir(), `tailrace-${name}-`))

/** What git knows, and what is about to be added to it: nothing else may be needed to build. */
const copyTo = async (folder: string): Promise<void> => {
  const listed = await mustRun('git', ['ls-files', '-co', '--exclude-standard', '-z'], { cwd: '.' })
  for (const file of listed.split('\0').filter(name => name !== '')) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    cpSync(file, join(folder, file), { force: true })
  }
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'))
}

/** Runs `npm pack`, with all that comes before and after it, in a copy: a dist here would be in the way of nobody. */
export const pack = async (): Promise<PackedPackage> => {
  const folder = newFolder('packed')
  await copyTo(folder)
  const printed = await mustRun('npm', ['pack', '--json', '--loglevel', 'error'], { cwd: folder })
  // Scripts may have printed before it.
  const [packed] = JSON.parse(printed.slice(printed.indexOf('['))) as readonly [
    { readonly filename: string; readonly files: readonly PackedFile[] },
  ]
  return { tarball: join(folder, packed.filename), files: packed.files, folder }
}

/** A project of somebody else, with the package and other packages installed from the registry that npm is set to. */
export const install = async (
  packages: readonly string[],
  files: Readonly<Record<string, string>> = {},
): Promise<string> => {
  const folder = newFolder('consumer')
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n')
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), content)
  }
  const quiet = ['--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel', 'error']
  await mustRun('npm', ['install', ...quiet, ...packages], { cwd: folder })
  return folder
}

/** For those that are through with a folder. */
export const removeFolder = (folder: string): void => {
  rmSync(folder, { recursive: true, force: true })
}
