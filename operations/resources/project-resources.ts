import { raise } from '../../core/errors/pipeline-error.ts'
import { newBuiltModules } from '../build/built-modules.ts'
import { functionEnv } from '../project/function-environment.ts'
import { projectFaults } from '../project/faults.ts'
import { loadPipeline, readProject } from '../project/read-project.ts'
import type { ReadOverrides } from '../project/read-project.ts'
import { runsInNode } from '../project/runs-in-node.ts'
import { cdkCode } from './cdk-code.ts'
import type { PipelineNeeds } from './pipeline-needs.ts'
import { pipelineNeeds, watchedEnvironment } from './pipeline-needs.ts'
import { resourcesTemplate } from './resources-template.ts'
import { leftToPeople, templateText } from './template-text.ts'
import type { TemplateFormat } from './template-text.ts'

/** What the resources are written as. */
export type ResourcesFormat = TemplateFormat | 'cdk'

type Env = Readonly<Record<string, string | undefined>>

/**
 * What the pipelines of a project need of an account, as text for its deploy file: ledger, parking, what Lambda gives
 * up, sinks, and a policy for each function. Follows from the pipelines: which variables they read, and what their
 * processors do. Nothing is opened, and AWS is not asked.
 *
 * @throws PipelineError `project.*`, `engine.setting-*`; `project.no-pipeline` where no function exports one
 */
export const projectResources = async (
  folder: string,
  env: Env,
  format: ResourcesFormat,
  overrides: ReadOverrides = {},
): Promise<string> => {
  const project = await readProject(folder, env, overrides)
  const modules = newBuiltModules()
  const all: PipelineNeeds[] = []
  for (const each of project.functions.filter(runsInNode)) {
    const watched = watchedEnvironment(functionEnv(each, { process: env, run: {} }))
    const registry = await loadPipeline(each, watched.env, modules)
    if (registry !== undefined) all.push(pipelineNeeds(each, registry, watched.read))
  }
  if (all.length === 0) throw raise(projectFaults, 'project.no-pipeline', { file: project.file })
  const left = leftToPeople(all)
  return format === 'cdk' ? cdkCode(all, left) : templateText(format, resourcesTemplate(project, all), left)
}
