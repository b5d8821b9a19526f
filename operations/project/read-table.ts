import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { raise } from '../../core/errors/pipeline-error.ts'
import { reasonOf } from '../../core/errors/thrown.ts'
import { tableDefinition } from '../table/table-definition.ts'
import { projectFaults } from './faults.ts'

const textOf = (file: string): string => {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw raise(projectFaults, 'project.file-unreadable', { file, reason: reasonOf(error) })
  }
}

/**
 * The definition of a project's table, and its file as people name it.
 *
 * @throws PipelineError `project.file-unreadable`
 */
export const readTable = (
  folder: string,
  tableFile: string,
): { readonly file: string; readonly definition: ReturnType<typeof tableDefinition> } => {
  const file = relative(folder, tableFile)
  return { file, definition: tableDefinition(textOf(tableFile), file, 'checked') }
}
