import { accountIdentity } from '../../adapters/aws/account-identity.ts'
import type { Registry } from '../../core/registry/registry.ts'
import type { BuiltModules } from '../build/built-modules.ts'
import { newBuiltModules } from '../build/built-modules.ts'
import { checkDeployment } from '../checks/check-deployment.ts'
import { embeddedEnv } from '../local-run/embedded-env.ts'
import { newRunFolder } from '../local-run/run-folder.ts'
import { withoutAccounts } from '../local-run/safe-environment.ts'
import type { FunctionSurroundings } from '../local-run/surroundings.ts'
import { checkFunctions } from '../project/check-functions.ts'
import { checkProject } from '../project/check-project.ts'
import { functionEnv } from '../project/function-environment.ts'
import type { Project, ProjectFunction } from '../project/project.ts'
import { loadPipeline, loadPipelinesFrom, readProject } from '../project/read-project.ts'
import { runsInNode } from '../project/runs-in-node.ts'
import type { DevEvent } from './dev-event.ts'
import { retriesDeployed } from './dev-mapping.ts'
import type { SessionOptions } from './dev-options.ts'

type Env = Readonly<Record<string, string | undefined>>
type Tell = (event: DevEvent) => void

/** A project that was read and checked, before anything is started for it. */
export interface PreparedRun {
  readonly project: Project
  readonly runFolder: string
  readonly sinks: Readonly<Record<string, string>>
  readonly modules: BuiltModules
  /** Of the functions that export a pipeline, by function; those of functions that are loaded anew are, too. */
  readonly registries: ReadonlyMap<string, Registry>
  /** The environment of a function as it is at the moment. */
  readonly envOf: (each: ProjectFunction, surroundings: FunctionSurroundings) => Env
  readonly setChaosRate: (rate: number) => void
  /** Where the code of a function is now: a synth may put it elsewhere. */
  readonly fileOf: (functionName: string) => string
  /** Brings the registry of a function up to date with its code. */
  readonly renewRegistry: (functionName: string) => Promise<void>
  /** Reads the project again, for what changed in its files, and finds its functions' code where it is then. */
  readonly readAgain: () => Promise<Project>
}

const chaosEnv = (rate: number | undefined, seed: number): Readonly<Record<string, string>> =>
  rate === undefined ? {} : { CHAOS_RATE: String(rate), CHAOS_SEED: String(seed) }

/** A function on the stream of a table that is not here would be given what is not meant for it. */
const onKnownTables = (project: Project, tell: Tell): Project => {
  const functions = project.functions.map(each => {
    const { functionName, streams } = each
    for (const { table, named } of streams)
      if (table === undefined) tell({ event: 'LeftOut', functionName, table: named })
    return { ...each, streams: streams.filter(({ table }) => table !== undefined) }
  })
  return { ...project, functions: functions.filter(({ streams }) => streams.length > 0) }
}

const readAndCheck = async (options: SessionOptions, tell: Tell, modules: BuiltModules): Promise<Project> => {
  const read = await readProject(options.folder, options.env, options.overrides)
  const { file, kind, notes, placeholders } = read
  tell({ event: 'ProjectRead', file, kind, notes, placeholders })
  if (options.allowRemoteSinks) tell({ event: 'AccountAllowed', ...(await accountIdentity()) })
  const project = onKnownTables(read, tell)
  // Where nothing is left, what was read says why.
  await checkProject(project.functions.length === 0 ? read : project, modules)
  return project
}

/** What a Kinesis stream may do, and one that is played does not. */
const playedHere = (named: string): string =>
  `${named} is played from the stream of its table: in order and each change once, which AWS promises for neither`

/** Says what would go wrong where it is deployed, and what is otherwise here. */
export const tellFindings = ({ project, registries }: PreparedRun, tell: Tell): void => {
  for (const finding of checkDeployment(project, registries)) tell({ event: 'Finding', ...finding })
  for (const { functionName, streams } of project.functions) {
    const [message] = streams.flatMap(({ settings }) => retriesDeployed(settings) ?? [])
    const played = streams.flatMap(({ way, named }) => (way?.type === 'kinesis' ? playedHere(named) : []))
    for (const each of new Set([...(message === undefined ? [] : [message]), ...played]))
      tell({ event: 'DiffersHere', functionName, message: each })
  }
}

/**
 * Reads and checks a project, and builds what its functions export.
 *
 * @throws PipelineError `project.*`, `engine.*`, `registry.*`, `build.*`, `aws.account-unknown`
 */
export const prepareRun = async (
  options: SessionOptions,
  tell: Tell,
  kept?: { readonly folder: string },
): Promise<PreparedRun> => {
  const { folder, env, clock, newId, seed } = options
  const modules = newBuiltModules()
  const project = await readAndCheck(options, tell, modules)
  const runFolder = kept?.folder ?? newRunFolder(folder, clock.now(), newId())
  const sinks = embeddedEnv(runFolder)
  const tables = project.tables.map(({ id, tableName }) => ({ id, deployed: tableName, here: tableName }))
  let chaosRate = options.chaosRate
  let functionsNow = project.functions
  const envOf: PreparedRun['envOf'] = (each, { process, run }) =>
    functionEnv(each, { process, run: { ...run, ...chaosEnv(chaosRate, seed) }, tables })
  const unconnected = { process: withoutAccounts(env), run: sinks }
  const registries = new Map(await loadPipelinesFrom(modules, project, each => envOf(each, unconnected)))
  checkFunctions(project, registries)
  const now = (functionName: string): ProjectFunction | undefined =>
    functionsNow.find(each => each.functionName === functionName)
  return {
    project,
    runFolder,
    sinks,
    modules,
    registries,
    envOf,
    setChaosRate: rate => {
      chaosRate = rate
    },
    fileOf: functionName => now(functionName)?.file ?? '',
    renewRegistry: async functionName => {
      const each = now(functionName)
      if (each === undefined || !runsInNode(each)) return
      const registry = await loadPipeline(each, envOf(each, unconnected), modules)
      if (registry === undefined) registries.delete(functionName)
      else registries.set(functionName, registry)
    },
    readAgain: async () => {
      const again = onKnownTables(await readProject(folder, env, options.overrides), () => undefined)
      functionsNow = again.functions
      return again
    },
  }
}
