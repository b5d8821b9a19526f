import type { Registry } from '../../core/registry/registry.ts'
import { environmentParts } from './environment-parts.ts'
import { newBuiltModules } from '../build/built-modules.ts'
import { literals } from './function-environment.ts'
import { loadPipeline } from './read-project.ts'
import { readFunctions } from './read-functions.ts'
import { readServerless } from './read-serverless.ts'
import { sourceFile } from './source-file.ts'

type Env = Readonly<Record<string, string | undefined>>

/** The registries of a project's stream functions that export a pipeline, without looking at the filter patterns made from them. */
export const registriesByName = async (folder: string, env: Env): Promise<ReadonlyMap<string, Registry>> => {
  const found = await readFunctions(await readServerless(folder, env), 'left-out')
  const modules = newBuiltModules()
  const loaded = found.map(async each => {
    const file = sourceFile(folder, each.file, each.exportName)
    const own = { ...literals(environmentParts(each.environment, each.standIns)), ...env }
    const registry = await loadPipeline({ file }, own, modules)
    return registry === undefined ? [] : [[each.functionName, registry] as const]
  })
  return new Map((await Promise.all(loaded)).flat())
}
