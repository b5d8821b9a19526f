import { pathToFileURL } from 'node:url'
import { raise } from '../../core/errors/pipeline-error.ts'
import { reasonOf } from '../../core/errors/thrown.ts'
import { findExport } from '../../engine/function/find-export.ts'
import { projectFaults } from './faults.ts'

/**
 * Loads one named function out of the user's own code; `a.b` is the member `b` of what is exported as `a`.
 *
 * @throws PipelineError `project.file-unreadable` with the loader's words, `project.export-missing`
 */
export const loadFunction = async <F extends (...args: never[]) => unknown>(
  file: string,
  name: string,
): Promise<F> => {
  const exported = findExport(await importModule(file), name)
  if (typeof exported !== 'function') throw raise(projectFaults, 'project.export-missing', { file, name })
  // What the user's function takes is the contract of its name; nothing at run time can tell.
  return exported as F
}

const importModule = async (file: string): Promise<unknown> => {
  try {
    return (await import(pathToFileURL(file).href)) as unknown
  } catch (error) {
    const reason = reasonOf(error)
    throw raise(projectFaults, 'project.file-unreadable', { file, reason }, { cause: error })
  }
}
