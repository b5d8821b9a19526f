import { createHash, randomUUID } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, extname, join, relative } from 'node:path'
import { packageRoot } from './package-root.ts'

/** What an earlier thread may still want is kept. */
const keptOutputs = 10

const made = (folder: string): string => {
  mkdirSync(folder, { recursive: true })
  return folder
}

const hashOf = (parts: readonly string[], length: number): string => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(`${part.length} `).update(part)
  return hash.digest('hex').slice(0, length)
}

/**
 * Where outputs of a file are put: in its package, from where Node finds the same packages as it does from the file.
 * Where nothing can be written, a folder elsewhere.
 */
export const outputFolder = (file: string): string => {
  const own = `${basename(file, extname(file))}-${hashOf([file], 8)}`
  const builds = join(packageRoot(file), '.tailrace', 'build')
  try {
    const folder = made(join(builds, own))
    const ignore = join(builds, '.gitignore')
    if (!existsSync(ignore)) writeFileSync(ignore, '*\n')
    return folder
  } catch {
    return mkdtempSync(join(tmpdir(), 'tailrace-build-'))
  }
}

/** Outputs are made as if they were in a folder of this name, which has the depth of the one that they get. */
export const draftFolder = (folder: string): string => join(folder, 'draft')

const ageOf = (folder: string): number => statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? 0

const prune = (folder: string): void => {
  const found = readdirSync(folder).map(name => join(folder, name))
  const byAge = found.map(path => [path, ageOf(path)] as const).toSorted(([, a], [, b]) => b - a)
  for (const [path] of byAge.slice(keptOutputs)) rmSync(path, { recursive: true, force: true })
}

/** A file of an output, by its path in the draft folder. */
export interface OutputFile {
  readonly path: string
  readonly text: string
}

/**
 * Writes an output into a folder that is named after its content, so that Node never takes an older one for it, and
 * gives that folder. It is there as a whole or not at all: other processes build the same.
 */
export const writeOutput = (folder: string, files: readonly OutputFile[]): string => {
  const named = files.map(({ path, text }) => ({ name: relative(draftFolder(folder), path), text }))
  const place = join(
    folder,
    hashOf(
      named.flatMap(({ name, text }) => [name, text]),
      12,
    ),
  )
  if (existsSync(place)) {
    const now = new Date()
    utimesSync(place, now, now)
    return place
  }
  const temporary = join(folder, `.${randomUUID()}`)
  for (const { name, text } of named) {
    made(dirname(join(temporary, name)))
    writeFileSync(join(temporary, name), text)
  }
  try {
    renameSync(temporary, place)
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true })
    if (!existsSync(place)) throw error
  }
  prune(folder)
  return place
}
