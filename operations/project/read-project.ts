import { join } from 'node:path'
import type { PipelineError } from '../../core/errors/pipeline-error.ts'
import { isPipelineError, raise } from '../../core/errors/pipeline-error.ts'
import { reasonOf } from '../../core/errors/thrown.ts'
import type { Registry } from '../../core/registry/registry.ts'
import { mergedList } from '../../engine/serverless-resources.ts'
import { projectFaults } from './faults.ts'
import { loadExport } from './load-module.ts'
import type { Project, ProjectFunction } from './project.ts'
import type { NameTable, ProjectTable } from './project-table.ts'
import { tablesIn, tablesInFile } from './project-table.ts'
import type { ReadFunction } from './read-functions.ts'
import { readFunctions } from './read-functions.ts'
import type { Serverless } from './read-serverless.ts'
import { readServerless } from './read-serverless.ts'
import { runsInNode } from './runs-in-node.ts'
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

/** A registry is data and functions of ours, which may come from another copy of the package. */
const isRegistry = (value: unknown): value is Registry =>
  typeof value === 'object' && value !== null && 'processors' in value && Array.isArray(value.processors)

/**
 * The registry of a function, built with an environment of one's own. Nothing is opened by that. A function that
 * exports no `pipeline` has none: it is run as it is.
 *
 * @throws PipelineError `project.file-unreadable`, `project.pipeline-invalid`
 */
export const loadPipeline = async (
  { file }: Pick<ProjectFunction, 'file'>,
  env: Env,
): Promise<Registry | undefined> => {
  const pipeline = await loadExport(file, 'pipeline')
  if (pipeline === undefined) return undefined
  const refused = (reason: string, cause?: unknown): PipelineError =>
    raise(projectFaults, 'project.pipeline-invalid', { file, reason }, cause === undefined ? {} : { cause })
  if (typeof pipeline !== 'function') throw refused('is no function')
  let made: unknown
  try {
    made = await (pipeline as (env: Env) => unknown)(env)
  } catch (error) {
    // What the library or this project's own adapters say stands by itself.
    throw isPipelineError(error) ? error : refused(`throws: ${reasonOf(error)}`, error)
  }
  if (!isRegistry(made)) throw refused('gives no registry')
  return made
}

/**
 * The registries of the functions that export a pipeline, by their names.
 *
 * @throws PipelineError as {@link loadPipeline}
 */
export const loadPipelines = async (
  project: Project,
  envOf: (each: ProjectFunction) => Env,
): Promise<ReadonlyMap<string, Registry>> => {
  const registries = new Map<string, Registry>()
  for (const each of project.functions) {
    if (!runsInNode(each)) continue
    const registry = await loadPipeline(each, envOf(each))
    if (registry !== undefined) registries.set(each.functionName, registry)
  }
  return registries
}
