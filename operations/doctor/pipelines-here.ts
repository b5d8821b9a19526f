import { isPipelineError } from '../../core/errors/pipeline-error.ts'
import type { Registry } from '../../core/registry/registry.ts'
import { literals } from '../project/function-environment.ts'
import type { Project, ProjectFunction } from '../project/project.ts'
import { loadPipeline, readProject } from '../project/read-project.ts'
import { runsInNode } from '../project/runs-in-node.ts'

type Env = Readonly<Record<string, string | undefined>>

/** What a folder says of functions and tables. */
export interface PipelinesHere {
  /** Why nothing is known of the project in the folder. */
  readonly because: string | undefined
  readonly registry: (deployedName: string, environment: Env) => Promise<Registry | undefined>
  /** Attribute by which items of a table expire, where a table of that name is described. */
  readonly timeToLive: (tableName: string) => string | undefined
}

const isNamed = ({ deployedName, functionName }: ProjectFunction, name: string): boolean =>
  name === deployedName || name === functionName || name.endsWith(`-${functionName}`)

const inProject = (project: Project): PipelinesHere => ({
  because: undefined,
  registry: async (deployedName, environment) => {
    const exact = project.functions.find(each => each.deployedName === deployedName)
    const found = exact ?? project.functions.find(each => isNamed(each, deployedName))
    if (found === undefined || !runsInNode(found)) return undefined
    return loadPipeline(found, { ...literals(found), ...environment })
  },
  timeToLive: tableName => project.tables.find(each => each.tableName === tableName)?.timeToLive,
})

/** The project in a folder, as far as there is one that can be read. */
export const pipelinesHere = async (folder: string, env: Env): Promise<PipelinesHere> => {
  try {
    return inProject(await readProject(folder, env))
  } catch (error) {
    if (!isPipelineError(error)) throw error
    const registry = async (): Promise<undefined> => Promise.resolve(undefined)
    return { because: error.message, registry, timeToLive: () => undefined }
  }
}
