import { join } from 'node:path'
import { raise } from '../../core/errors/pipeline-error.ts'
import type { Registry } from '../../core/registry/registry.ts'
import { mergedList } from '../../engine/serverless-resources.ts'
import type { BuiltModules } from '../build/built-modules.ts'
import { newBuiltModules } from '../build/built-modules.ts'
import { projectFaults } from './faults.ts'
import { loadFunction } from './load-module.ts'
import type { Project, ProjectFunction } from './project.ts'
import type { NameTable, ProjectTable } from './project-table.ts'
import { tablesIn, tablesInFile } from './project-table.ts'
import type { ReadFunction } from './read-functions.ts'
import { readFunctions } from './read-functions.ts'
import type { Serverless } from './read-serverless.ts'
import { readServerless } from './read-serverless.ts'
import { sourceFile } from './source-file.ts'
import { regionsOf, streamsWithTables } from './table-streams.ts'
import { withTexts } from './variables/unresolved.ts'

type Env = Readonly<Record<string, string | undefined>>

const customOf = async ({ at }: Serverless, name: string): Promise<unknown> =>
  withTexts(await at('custom', 'tailrace', name))

const projectFunction = (
  folder: string,
  { streams, ...found }: ReadFunction,
  tables: readonly ProjectTable[],
  all: readonly unknown[],
): ProjectFunction => ({
  functionName: found.functionName,
  deployedName: found.deployedName,
  file: sourceFile(folder, found.file, found.exportName),
  exportName: found.exportName,
  timeoutMs: found.timeoutMs,
  memorySizeMb: found.memorySizeMb,
  environment: found.environment,
  standIns: found.standIns,
  streams: streamsWithTables(streams, tables, all),
  regions: regionsOf(streams),
})

/** What CloudFormation makes up for a table without a name, as near as this machine can come. */
const madeUpName = (stack: string, id: string): string =>
  `${stack}-${id}`.replaceAll(/[^a-zA-Z0-9_.-]/g, '-').slice(0, 255)

const nameTables =
  (stack: string): NameTable =>
  (id, given) =>
    typeof given === 'string' && /^[a-zA-Z0-9_.-]{3,255}$/.test(given) ? given : madeUpName(stack, id)

/** Those of the resources, and of a fragment that is only made for this machine. */
const readTables = async (serverless: Serverless, folder: string): Promise<readonly ProjectTable[]> => {
  const { file, at } = serverless
  const [service, stage] = [await at('service'), await at('provider', 'stage')]
  const stack = [service, typeof stage === 'string' ? stage : 'dev'].filter(each => typeof each === 'string')
  const nameTable = nameTables(stack.join('-'))
  const { Resources } = mergedList(withTexts(await at('resources')))
  const own = tablesIn(Resources, file, nameTable)
  const table = await customOf(serverless, 'table')
  const fragment = typeof table === 'string' ? table : 'infra/table.yml'
  if (typeof table !== 'string' && own.length > 0) return own
  const more = tablesInFile(join(folder, fragment), fragment, nameTable)
  return [...own, ...more.filter(({ id }) => own.every(each => each.id !== id))]
}

/**
 * Reads the project in a folder.
 *
 * @param env - where `${env:…}` of serverless.yml is looked up
 * @throws PipelineError `project.file-unreadable`, `project.no-stream-function`, `engine.setting-not-literal`,
 * `engine.setting-invalid`
 */
export const readProject = async (folder: string, env: Env): Promise<Project> => {
  const serverless = await readServerless(folder, env)
  const found = await readFunctions(serverless, 'read')
  if (found.length === 0) throw raise(projectFaults, 'project.no-stream-function', { file: serverless.file })
  const input = await customOf(serverless, 'input')
  const tables = await readTables(serverless, folder)
  const all = found.flatMap(({ streams }) => streams.map(({ arn }) => arn))
  return {
    folder,
    file: serverless.file,
    functions: found.map(each => projectFunction(folder, each, tables, all)),
    tables,
    inputFile: typeof input === 'string' ? join(folder, input) : undefined,
  }
}

/**
 * The registry of a function, built with an environment of one's own. Nothing is opened by that.
 *
 * @throws PipelineError `project.file-unreadable`, `project.export-missing`
 */
export const loadPipeline = async (
  { file }: Pick<ProjectFunction, 'file'>,
  env: Env,
  modules?: BuiltModules,
): Promise<Registry> => (await loadFunction<(env: Env) => Registry>(file, 'pipeline', modules))(env)

/**
 * The registries of all functions, by their names.
 *
 * @throws PipelineError as {@link loadPipeline}
 */
export const loadPipelines = async (
  project: Project,
  envOf: (each: ProjectFunction) => Env,
  modules = newBuiltModules(),
): Promise<ReadonlyMap<string, Registry>> => {
  const registries = new Map<string, Registry>()
  for (const each of project.functions)
    registries.set(each.functionName, await loadPipeline(each, envOf(each), modules))
  return registries
}
