import { resolve } from 'node:path'
import type { Registry } from '../../core/registry/registry.ts'
import type { BuiltModules } from '../build/built-modules.ts'
import { newBuiltModules } from '../build/built-modules.ts'
import { environmentParts } from './environment-parts.ts'
import { literals } from './function-environment.ts'
import type { ReadOverrides } from './read-project.ts'
import { loadPipeline, loadPipelinesFrom, readProject, wantedProject } from './read-project.ts'
import type { ReadFunction } from './read-functions.ts'
import { readFunctions } from './read-functions.ts'
import type { ServerlessOptions } from './read-serverless.ts'
import { readServerless } from './read-serverless.ts'
import { runsInNode } from './runs-in-node.ts'
import { sourceFile } from './source-file.ts'

type Env = Readonly<Record<string, string | undefined>>

const isLoadedHere = ({ runtime, isImage }: ReadFunction): boolean => runsInNode({ runtime }) && !isImage

/** Those of a serverless file, which may name a file of patterns that is only made from them. */
const ofServerless = async (
  folder: string,
  env: Env,
  options: ServerlessOptions,
  modules: BuiltModules,
): Promise<ReadonlyMap<string, Registry>> => {
  const found = await readFunctions(await readServerless(folder, env, options), 'left-out')
  const loaded = found.filter(isLoadedHere).map(async each => {
    const file = sourceFile(folder, each.file, each.exportName)
    const own = { ...literals(environmentParts(each.environment, each.standIns)), ...env }
    const registry = await loadPipeline({ file }, own, modules)
    return registry === undefined ? [] : [[each.functionName, registry] as const]
  })
  return new Map((await Promise.all(loaded)).flat())
}

/**
 * The registries of a project's functions on tables' own streams that export a pipeline, without looking at the filter patterns of a
 * serverless file.
 *
 * @throws PipelineError `project.*`, `engine.setting-*`, `build.*`
 */
export const registriesByName = async (
  folder: string,
  env: Env,
  overrides: ReadOverrides = {},
): Promise<ReadonlyMap<string, Registry>> => {
  const modules = newBuiltModules()
  const { chosen, stage } = await wantedProject(resolve(folder), env, overrides)
  if (chosen?.kind === 'serverless')
    return ofServerless(folder, env, { file: chosen.file, stage, onRead: () => undefined }, modules)
  const project = await readProject(folder, env, overrides)
  const functions = project.functions.filter(({ streams }) =>
    streams.some(({ way }) => way?.type !== 'kinesis'),
  )
  return loadPipelinesFrom(modules, { ...project, functions }, each => ({ ...literals(each), ...env }))
}
