import type { ReadOverrides } from '../project/read-project.ts'
import { readProject } from '../project/read-project.ts'
import type { Project } from '../project/project.ts'

type Env = Readonly<Record<string, string | undefined>>

/** A serverless file has a stage of its own; of other files STAGE says nothing. */
const ofStage = async (project: Project, env: Env, overrides: ReadOverrides): Promise<Project> => {
  const { STAGE: stage = '' } = env
  if (overrides.stage !== undefined || stage === '' || project.kind !== 'serverless') return project
  return readProject(project.folder, env, { ...overrides, stage })
}

/**
 * The names under which the functions of a project are deployed: in the stage that is given, else in STAGE.
 *
 * @throws PipelineError `project.*`, `engine.*`
 */
export const deployedNames = async (
  project: Project,
  env: Env,
  overrides: ReadOverrides,
): Promise<ReadonlyMap<string, string>> => {
  const { functions } = await ofStage(project, env, overrides)
  return new Map(functions.map(({ functionName, deployedName }) => [functionName, deployedName]))
}

/** The names of functions that are deployed beside one: `shop-prod-NAME` beside `shop-prod-redrive`. */
export const namesBeside = (
  deployed: string,
  own: string,
  names: readonly string[],
): ReadonlyMap<string, string> => {
  if (!deployed.endsWith(`-${own}`)) return new Map()
  return new Map(names.map(name => [name, deployed.slice(0, -own.length) + name]))
}

/** `NAME_IN_PROJECT=DEPLOYED_NAME,…`: what nobody can tell is said. */
export const namesSaid = (text = ''): ReadonlyMap<string, string> =>
  new Map(
    text.split(',').flatMap(pair => {
      const [name = '', deployed = ''] = pair.split('=').map(part => part.trim())
      return name === '' || deployed === '' ? [] : [[name, deployed] as const]
    }),
  )
