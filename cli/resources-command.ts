import { projectResources } from '../operations/resources/project-resources.ts'
import type { ResourcesFormat } from '../operations/resources/project-resources.ts'
import { exitCodes } from './exit-code.ts'
import type { ProjectOptions } from './project-options.ts'
import { overridesOf } from './project-options.ts'
import type { Terminal } from './terminal.ts'

/** The options of `tailrace resources`. */
export interface ResourcesCommandOptions extends ProjectOptions {
  readonly format: ResourcesFormat
}

/**
 * `tailrace resources`
 * @throws PipelineError `project.*`, `engine.setting-*`
 */
export const resourcesCommand = async (
  options: ResourcesCommandOptions,
  { folder, env, out, keepLocal }: Terminal,
): Promise<number> => {
  keepLocal()
  out(await projectResources(folder, env, options.format, overridesOf(options)))
  return exitCodes.done
}
