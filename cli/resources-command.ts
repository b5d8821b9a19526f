import { resolve } from 'node:path'
import { projectResources } from '../operations/resources/project-resources.ts'
import type { ResourcesFormat } from '../operations/resources/project-resources.ts'
import { exitCodes } from './exit-code.ts'
import { writeText } from './filters-command.ts'
import type { ProjectOptions } from './project-options.ts'
import { overridesOf } from './project-options.ts'
import type { Terminal } from './terminal.ts'
import { json } from './terminal.ts'

/** The options of `tailrace resources`. */
export interface ResourcesCommandOptions extends ProjectOptions {
  readonly format: ResourcesFormat
  /** Where they are put; without it, on stdout. */
  readonly out?: string
  readonly output: 'human' | 'json'
}

/**
 * `tailrace resources`
 * @throws PipelineError `project.*`, `engine.setting-*`
 */
export const resourcesCommand = async (
  options: ResourcesCommandOptions,
  { folder, env, out, say, keepLocal }: Terminal,
): Promise<number> => {
  keepLocal()
  // The deploy file may include the very file that is to be written, so that is read before.
  const text = await projectResources(folder, env, options.format, overridesOf(options))
  if (options.out === undefined) {
    if (options.output === 'json') json(out)({ format: options.format, text })
    else out(text)
    return exitCodes.done
  }
  writeText(resolve(folder, options.out), options.out, text)
  if (options.output === 'json') json(out)({ format: options.format, file: options.out })
  say(`${options.out} is written\n`)
  return exitCodes.done
}
