import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { raise } from '../../core/errors/pipeline-error.ts'
import { reasonOf } from '../../core/errors/thrown.ts'
import { bundleFaults } from './faults.ts'
import { zipOf } from './zip-of.ts'

const writeFile = (path: string, contents: Uint8Array): void => {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, contents)
}

const writeFolder = (path: string, files: ReadonlyMap<string, Uint8Array>): void => {
  for (const [name, contents] of files) writeFile(join(path, name), contents)
}

/**
 * Writes a bundle as a zip or as a folder, in the place of what was there: whole, or not at all.
 *
 * @throws PipelineError `bundle.unwritable`
 */
export const writeBundle = (
  path: string,
  files: ReadonlyMap<string, Uint8Array>,
  as: 'zip' | 'folder',
): number => {
  const draft = `${path}.draft`
  try {
    rmSync(draft, { recursive: true, force: true })
    const zip = zipOf(files)
    if (as === 'zip') writeFile(draft, zip)
    else writeFolder(draft, files)
    rmSync(path, { recursive: true, force: true })
    renameSync(draft, path)
    return as === 'zip' ? zip.length : [...files.values()].reduce((sum, { length }) => sum + length, 0)
  } catch (error) {
    rmSync(draft, { recursive: true, force: true })
    throw raise(bundleFaults, 'bundle.unwritable', { path, reason: reasonOf(error) }, { cause: error })
  }
}
