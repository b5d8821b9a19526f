import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { raise } from '../../core/errors/pipeline-error.ts'
import { functionFaults } from './faults.ts'
import type { StartCommandOptions } from './start-command-options.ts'

/** Where `python -m venv` puts the interpreter, here and on Windows. */
const inEnvironment = ['bin/python', 'Scripts/python.exe']

const interpreters = (folders: readonly string[]): readonly string[] => {
  const own = [...new Set(folders)].flatMap(folder =>
    ['.venv', 'venv'].flatMap(name => inEnvironment.map(path => join(folder, name, path))),
  )
  return [...own.filter(path => existsSync(path)), 'python3']
}

/**
 * AWS's runtime client for Python, in the project's virtual environment or else in python3.
 *
 * @throws PipelineError `machine.program-missing`, `machine.runtime-client-missing`
 * @see https://pypi.org/project/awslambdaric/
 */
export const pythonCommand = async (options: StartCommandOptions): Promise<readonly string[]> => {
  const { functionName, handler, codeFolder, projectFolder, run } = options
  let first: string | undefined
  for (const python of interpreters([codeFolder, projectFolder])) {
    const { code } = await run([python, '-c', 'import awslambdaric'], codeFolder)
    if (code === 0) return [python, '-m', 'awslambdaric', handler]
    if (code !== undefined) first ??= python
  }
  if (first === undefined)
    throw raise(functionFaults, 'machine.program-missing', { functionName, program: 'python3' })
  throw raise(functionFaults, 'machine.runtime-client-missing', { functionName, python: first })
}
