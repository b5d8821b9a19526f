import { join } from 'node:path'
import { raise } from '../../core/errors/pipeline-error.ts'
import { functionFaults } from './faults.ts'
import type { StartCommandOptions } from './start-command-options.ts'

/**
 * Builds a module of Go into the project's own folder, and gives what was built.
 *
 * @throws PipelineError `machine.program-missing`, `project.build-failed`
 */
export const goCommand = async (options: StartCommandOptions): Promise<readonly string[]> => {
  const { functionName, codeFolder, projectFolder, run, say } = options
  const bootstrap = join(projectFolder, '.tailrace', 'go', functionName, 'bootstrap')
  const command = ['go', 'build', '-tags', 'lambda.norpc', '-o', bootstrap, '.']
  say(`${functionName}: go build in ${codeFolder}`)
  const { code, said } = await run(command, codeFolder)
  if (code === 0) return [bootstrap]
  if (code === undefined)
    throw raise(functionFaults, 'machine.program-missing', { functionName, program: 'go' })
  const reason = said.trim().split('\n').slice(0, 5).join('; ')
  throw raise(functionFaults, 'project.build-failed', { functionName, command: 'go build', reason })
}
