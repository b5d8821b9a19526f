import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { raise } from '../../core/errors/pipeline-error.ts'
import { functionFaults } from './faults.ts'
import { goCommand } from './go-command.ts'
import { pythonCommand } from './python-command.ts'
import type { StartCommandOptions } from './start-command-options.ts'

/**
 * How a function of another language is started, so that it asks Lambda's runtime API for events. Builds it where that
 * is needed.
 *
 * @throws PipelineError `project.runtime-unknown`, `project.build-failed`, `machine.program-missing`,
 * `machine.runtime-client-missing`
 */
export const startCommand = async (options: StartCommandOptions): Promise<readonly string[]> => {
  const { functionName, runtime, codeFolder } = options
  if (runtime.startsWith('python')) return pythonCommand(options)
  if (!runtime.startsWith('provided') && !runtime.startsWith('go'))
    throw raise(functionFaults, 'project.runtime-unknown', { functionName, runtime })
  // What was built before may be older than the code.
  if (existsSync(join(codeFolder, 'go.mod'))) return goCommand(options)
  const bootstrap = join(codeFolder, 'bootstrap')
  if (existsSync(bootstrap)) return [bootstrap]
  throw raise(functionFaults, 'machine.program-missing', {
    functionName,
    program: `${bootstrap}, or go.mod beside it,`,
  })
}
