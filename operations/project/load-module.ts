import { pathToFileURL } from 'node:url'
import { raise } from '../../core/errors/pipeline-error.ts'
import { findExport } from '../../engine/function/find-export.ts'
import { reasonWithPlace } from '../../engine/function/where-thrown.ts'
import type { BuiltModules } from '../build/built-modules.ts'
import { newBuiltModules } from '../build/built-modules.ts'
import { buildFaults } from '../build/faults.ts'
import { wantsEsbuild } from '../build/wants-esbuild.ts'
import { projectFaults } from './faults.ts'

/**
 * Loads one named function out of the user's own code; `a.b` is the member `b` of what is exported as `a`.
 *
 * @throws PipelineError `build.source-invalid`, `build.esbuild-missing`, `project.file-unreadable` with the loader's
 * words, `project.export-missing`
 */
export const loadFunction = async <F extends (...args: never[]) => unknown>(
  file: string,
  name: string,
  modules = newBuiltModules(),
): Promise<F> => {
  const exported = await loadExport(file, name, modules)
  if (typeof exported !== 'function') throw raise(projectFaults, 'project.export-missing', { file, name })
  // What the user's function takes is the contract of its name; nothing at run time can tell.
  return exported as F
}

/**
 * What a module of the user's exports under a name; nothing where it does not.
 *
 * @throws PipelineError `project.file-unreadable` with the loader's words, `build.*`
 */
export const loadExport = async (file: string, name: string, modules = newBuiltModules()): Promise<unknown> =>
  findExport(await importModule(file, modules), name)

/**
 * Whether a module may export a name, by its code alone: what a module does when it is loaded is done with the command's
 * own rights.
 *
 * @throws PipelineError `build.*`
 */
export const mayExport = async (file: string, name: string, modules: BuiltModules): Promise<boolean> => {
  const { exportNames, mentions } = await modules.get(file)
  // Lambda, too, looks into the default export.
  return (
    mentions(name) && (exportNames === undefined || ['default', name].some(each => exportNames.has(each)))
  )
}

/**
 * Refuses a handler that its module does not export, without loading it.
 *
 * @throws PipelineError `build.*`, `project.export-missing`
 */
export const checkHandler = async (file: string, name: string, modules: BuiltModules): Promise<void> => {
  const { exportNames } = await modules.get(file)
  const [first = name] = name.split('.')
  if (exportNames === undefined || exportNames.has(first) || exportNames.has('default')) return
  throw raise(projectFaults, 'project.export-missing', { file, name })
}

const importModule = async (file: string, modules: BuiltModules): Promise<unknown> => {
  const { path, inputs } = await modules.get(file)
  // The user's lines, not those of what was made of them.
  if (inputs !== undefined) process.setSourceMapsEnabled(true)
  try {
    return (await import(pathToFileURL(path).href)) as unknown
  } catch (error) {
    const reason = reasonWithPlace(error)
    if (inputs === undefined && wantsEsbuild(error)) {
      throw raise(buildFaults, 'build.esbuild-missing', { file, reason }, { cause: error })
    }
    throw raise(projectFaults, 'project.file-unreadable', { file, reason }, { cause: error })
  }
}
