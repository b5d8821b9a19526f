import { pathToFileURL } from 'node:url'
import { raise } from '../../core/errors/raise.ts'
import { reasonOf } from '../../core/errors/thrown.ts'

/**
 * Loads one named function out of the user's own code.
 *
 * @throws PipelineError `project.file-unreadable` with the loader's words, `project.export-missing`
 */
export const loadFunction = async <F extends (...args: never[]) => unknown>(
  file: string,
  name: string,
): Promise<F> => {
  const module = await importModule(file)
  const exported = module[name]
  if (typeof exported !== 'function') throw raise('project.export-missing', { file, name })
  // What the user's function takes is the contract of its name; nothing at run time can tell.
  return exported as F
}

const importModule = async (file: string): Promise<Readonly<Record<string, unknown>>> => {
  try {
    return (await import(pathToFileURL(file).href)) as Readonly<Record<string, unknown>>
  } catch (error) {
    const reason = reasonOf(error)
    throw raise('project.file-unreadable', { file, reason }, { cause: error })
  }
}
