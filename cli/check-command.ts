import { checkDeployment } from '../operations/checks/check-deployment.ts'
import { mappingsOfProject } from '../operations/checks/finding.ts'
import { checkFunctions } from '../operations/project/check-functions.ts'
import { checkProject } from '../operations/project/check-project.ts'
import { functionEnv } from '../operations/project/function-environment.ts'
import { loadPipelines, readProject } from '../operations/project/read-project.ts'
import { counted } from './counted.ts'
import { exitCodes } from './exit-code.ts'
import { findingLine } from './finding-line.ts'
import type { ProjectOptions } from './project-options.ts'
import { overridesOf } from './project-options.ts'
import type { Terminal } from './terminal.ts'
import { json, safeLine } from './terminal.ts'

/** The options of `tailrace check`. */
export interface CheckCommandOptions extends ProjectOptions {
  readonly output: 'human' | 'ndjson'
  /** Whether a warning is as bad as a break. */
  readonly strict: boolean
}

/**
 * `tailrace check`
 * @throws PipelineError `project.*`, `engine.*`, `registry.*`
 */
export const checkCommand = async (
  { output, strict, ...which }: CheckCommandOptions,
  terminal: Terminal,
): Promise<number> => {
  const { folder, env } = terminal
  terminal.keepLocal()
  const project = await readProject(folder, env, overridesOf(which))
  const say = safeLine(terminal.say)
  for (const note of project.notes) say(`${note}\n`)
  await checkProject(project)
  const registries = await loadPipelines(project, each => functionEnv(each, { process: env, run: {} }))
  checkFunctions(project, registries)
  const findings = checkDeployment(project, registries)
  const print = json(terminal.out)
  const out = safeLine(terminal.out)
  for (const finding of findings) {
    if (output === 'ndjson') print(finding)
    else out(findingLine(finding))
  }
  const bad = findings.filter(({ severity }) => severity === 'breaks' || (strict && severity === 'warns'))
  const mappings = mappingsOfProject(project, registries).length
  terminal.say(`${counted(mappings, 'mapping')} checked, ${counted(findings.length, 'finding')}\n`)
  return bad.length > 0 ? exitCodes.configuration : exitCodes.done
}
