import { existsSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { raise } from '../../core/errors/pipeline-error.ts'
import { projectFaults } from './faults.ts'

const extensions = ['.ts', '.mts', '.cts', '.tsx', '.js', '.mjs', '.cjs', '.jsx']

/** A file whose extension nobody has said; TypeScript before what may have been made of it. */
export const fileWithExtension = (folder: string, file: string): string | undefined =>
  extensions.map(extension => resolve(folder, file + extension)).find(path => existsSync(path))

/** Of `labels.print.handler`, when the file is called `labels.print`. */
const dottedFile = (folder: string, file: string, exportName: string): string | undefined => {
  const parts = exportName.split('.')
  const dotted = parts.slice(0, -1).map((_, index) => [file, ...parts.slice(0, index + 1)].join('.'))
  return dotted.map(each => fileWithExtension(folder, each)).find(path => path !== undefined)
}

const reasonFor = (folder: string, file: string, exportName: string): string => {
  const dotted = dottedFile(folder, file, exportName)
  if (dotted === undefined) return `there is none with ${extensions.join(', ')}`
  const name = basename(file)
  return `Lambda takes what stands before the first dot of the file's name, ${name}, for the file, and ${exportName} for the export, so ${basename(dotted)} needs a name without dots`
}

/**
 * The file that serverless.yml names without its extension.
 *
 * @param exportName - what follows the first dot, which may have been meant as a part of the file's name
 * @throws PipelineError `project.file-unreadable`
 */
export const sourceFile = (folder: string, file: string, exportName = ''): string => {
  const found = fileWithExtension(folder, file)
  if (found !== undefined) return found
  throw raise(projectFaults, 'project.file-unreadable', { file, reason: reasonFor(folder, file, exportName) })
}
