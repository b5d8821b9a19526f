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
  const exported = await loadExport(file, name)
  if (typeof exported !== 'function') throw raise(projectFaults, 'project.export-missing', { file, name })
  // What the user's function takes is the contract of its name; nothing at run time can tell.
  return exported as F
}

/**
 * What a module of the user's exports under a name; nothing where it does not.
 *
 * @throws PipelineError `project.file-unreadable` with the loader's words
 */
export const loadExport = async (file: string, name: string): Promise<unknown> =>
  findExport(await importModule(file), name)

const importModule = async (file: string): Promise<unknown> => {
  try {
    return (await import(pathToFileURL(file).href)) as unknown
  } catch (error) {
    const reason = reasonOf(error)
    throw raise(projectFaults, 'project.file-unreadable', { file, reason }, { cause: error })
  }
}
