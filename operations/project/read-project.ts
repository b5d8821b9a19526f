import { join } from 'node:path'
import { raise } from '../../core/errors/pipeline-error.ts'
import type { Registry } from '../../core/registry/registry.ts'
import type { MappingSettings } from '../../engine/settings.ts'
import { projectFaults } from './faults.ts'
import type { EnvironmentParts } from './function-environment.ts'
import { loadFunction } from './load-module.ts'
import type { ReadFunction } from './read-functions.ts'
import { readFunctions } from './read-functions.ts'
import type { Serverless } from './read-serverless.ts'
import { readServerless } from './read-serverless.ts'
import { sourceFile } from './source-file.ts'
import { knownTableNames, regionsOf, streamOfTable } from './table-streams.ts'
import { withTexts } from './variables/unresolved.ts'

/** A user's project, as its serverless.yml describes it. */
export interface Project {
  readonly folder: string
  readonly functions: readonly ProjectFunction[]
  /** Module that exports `input`, if the project names one. */
  readonly inputFile: string | undefined
  /** CloudFormation fragment with the table. */
  readonly tableFile: string
}

/** A function on a stream, its file found. */
export interface ProjectFunction extends EnvironmentParts {
  readonly functionName: string
  /** The name under which it is deployed. */
  readonly deployedName: string
  readonly file: string
  readonly exportName: string
  readonly timeoutMs: number
  readonly memorySizeMb: number
  /** Of its stream of the project's table; where it has none, of its first stream. */
  readonly settings: MappingSettings
  /** The table whose stream it is on, if that is surely another one than the project's. */
  readonly otherTable: string | undefined
  /** Where its streams are, as far as their ARNs say so. */
  readonly regions: readonly string[]
}

type Env = Readonly<Record<string, string | undefined>>

const customOf = async ({ at }: Serverless, name: string): Promise<unknown> =>
  withTexts(await at('custom', 'tailrace', name))

const projectFunction = (
  folder: string,
  { streams, ...found }: ReadFunction,
  tables: ReadonlySet<string>,
): ProjectFunction => ({
  functionName: found.functionName,
  deployedName: found.deployedName,
  file: sourceFile(folder, found.file, found.exportName),
  exportName: found.exportName,
  timeoutMs: found.timeoutMs,
  memorySizeMb: found.memorySizeMb,
  environment: found.environment,
  standIns: found.standIns,
  ...streamOfTable(streams, tables),
  regions: regionsOf(streams),
})

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
  const table = await customOf(serverless, 'table')
  const tableFile = join(folder, typeof table === 'string' ? table : 'infra/table.yml')
  const tables = knownTableNames(tableFile, found)
  return {
    folder,
    functions: found.map(each => projectFunction(folder, each, tables)),
    inputFile: typeof input === 'string' ? join(folder, input) : undefined,
    tableFile,
  }
}

/**
 * The registry of a function, built with an environment of one's own. Nothing is opened by that.
 *
 * @throws PipelineError `project.file-unreadable`, `project.export-missing`
 */
export const loadPipeline = async ({ file }: Pick<ProjectFunction, 'file'>, env: Env): Promise<Registry> =>
  (await loadFunction<(env: Env) => Registry>(file, 'pipeline'))(env)

/**
 * The registries of all functions, by their names.
 *
 * @throws PipelineError as {@link loadPipeline}
 */
export const loadPipelines = async (
  project: Project,
  envOf: (each: ProjectFunction) => Env,
): Promise<ReadonlyMap<string, Registry>> => {
  const registries = new Map<string, Registry>()
  for (const each of project.functions)
    registries.set(each.functionName, await loadPipeline(each, envOf(each)))
  return registries
}
