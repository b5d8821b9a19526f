import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { raise } from '../../core/errors/raise.ts'

const extensions = ['.ts', '.mts', '.js', '.mjs', '.cjs']

/**
 * The file that serverless.yml names without its extension.
 * @throws PipelineError `project.file-unreadable`
 */
export const sourceFile = (folder: string, file: string): string => {
  const candidates = extensions.map(extension => resolve(folder, file + extension))
  const found = candidates.find(path => existsSync(path))
  if (found !== undefined) return found
  throw raise('project.file-unreadable', { file, reason: `there is none with ${extensions.join(', ')}` })
}
