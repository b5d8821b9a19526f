import { join, resolve } from 'node:path'
import type { PipelineError } from '../../core/errors/pipeline-error.ts'
import { isPipelineError, raise } from '../../core/errors/pipeline-error.ts'
import { reasonOf } from '../../core/errors/thrown.ts'
import type { Registry } from '../../core/registry/registry.ts'
import { readCdk } from './cdk/read-cdk.ts'
import { readTemplate } from './cloudformation/read-template.ts'
import type { GivenConfig } from './config/apply-config.ts'
import { withConfig } from './config/apply-config.ts'
import type { TailraceConfig } from './config/define-config.ts'
import { readConfig } from './config/read-config.ts'
import type { DeployFile } from './deploy-file.ts'
import { deployFilesIn, namedDeployFile } from './deploy-file.ts'
import { environmentParts, placeholdersOf } from './environment-parts.ts'
import type { BuiltModules } from '../build/built-modules.ts'
import { newBuiltModules } from '../build/built-modules.ts'
import { projectFaults } from './faults.ts'
import type { FoundFunction, FoundProject } from './found-project.ts'
import { handlerFile } from './handler-file.ts'
import { withoutImages } from './left-out-images.ts'
import { loadExport, mayExport } from './load-module.ts'
import { noProject } from './no-project.ts'
import type { Project, ProjectFunction } from './project.ts'
import { runsInNode } from './runs-in-node.ts'
import { printedByOwnTool } from './serverless/own-tool.ts'
import { readServerlessProject } from './serverless/read-serverless-project.ts'
import type { RunCommand } from './serverless/run-command.ts'
import { runCommand } from './serverless/run-command.ts'
import { regionsOf, streamsWithTables } from './table-streams.ts'
import type { OwnCode } from './wrapped-handler.ts'
import { ownCode } from './wrapped-handler.ts'

type Env = Readonly<Record<string, string | undefined>>

/** What a command says of how a project is read; it prevails over the configuration. */
export interface ReadOverrides {
  /** Relative to the folder. */
  readonly deployFile?: string
  /** As the deploy tool takes it. */
  readonly stage?: string
  /** In the place of `tailrace.config.ts`. */
  readonly config?: TailraceConfig
  /**
   * Runs the project's own deploy tool.
   * @internal
   */
  readonly run?: RunCommand
}

interface Reading {
  /** Absolute. */
  readonly folder: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly stage: string | undefined
  readonly run: RunCommand
  /** Id of a table of the configuration by a name that the deploy file may have for it. */
  readonly tableOf: (name: string) => string | undefined
  /** Kinesis streams that tables of the configuration write to. */
  readonly kinesisStreams: readonly string[]
}

const readByServerless = async (
  { folder, env, stage, run, tableOf, kinesisStreams }: Reading,
  file: string,
): Promise<FoundProject> => {
  const printed = await printedByOwnTool(folder, file, { env, stage, run })
  const options = { file, stage, onRead: () => undefined }
  if (printed.type === 'printed') {
    const { configuration, tool } = printed
    const found = await readServerlessProject(
      folder,
      env,
      { ...options, printed: configuration },
      tableOf,
      kinesisStreams,
    )
    return { ...found, notes: [`${file} is read by ${tool}.`, ...found.notes] }
  }
  const found = await readServerlessProject(folder, env, options, tableOf, kinesisStreams)
  return { ...found, notes: [...(printed.note === undefined ? [] : [printed.note]), ...found.notes] }
}

const readDeployFile = async (reading: Reading, { file, kind }: DeployFile): Promise<FoundProject> => {
  switch (kind) {
    case 'serverless':
      return readByServerless(reading, file)
    case 'cdk':
      return readCdk(reading.folder, file, reading.tableOf, reading.kinesisStreams)
    case 'sam':
    case 'cloudformation':
      return readTemplate({ ...reading, file, kind })
  }
}

const nothing = (file: string): FoundProject => ({
  file,
  kind: 'config',
  functions: [],
  tables: [],
  ownTables: [],
  sources: [],
  notes: [],
  input: undefined,
})

interface FoundCodeOf extends OwnCode {
  readonly each: FoundFunction
}

const projectFunction = (
  { each, code, wrapper }: FoundCodeOf,
  project: FoundProject,
  all: readonly unknown[],
): ProjectFunction => {
  const { functionName, deployedName, runtime, timeoutMs, memorySizeMb } = each
  const streams = each.streams()
  return {
    functionName,
    deployedName,
    runtime,
    codeFolder: code.codeFolder,
    handler: code.handler,
    ...handlerFile(functionName, runtime, code),
    timeoutMs,
    memorySizeMb,
    ...environmentParts(each.environment),
    streams: streamsWithTables(streams, project, all),
    regions: regionsOf(streams),
    ...(wrapper !== undefined && { wrapper }),
  }
}

/** Which deploy file is read, and the others that there are. */
const chosenFile = (
  folder: string,
  named: string | false | undefined,
): { readonly chosen: DeployFile | undefined; readonly others: readonly DeployFile[] } => {
  if (named === false) return { chosen: undefined, others: [] }
  if (named !== undefined) return { chosen: namedDeployFile(folder, named), others: [] }
  const [chosen, ...others] = deployFilesIn(folder)
  return { chosen, others }
}

/** What is to be read in a folder, before it is. */
interface WantedProject extends ReturnType<typeof chosenFile> {
  readonly given: GivenConfig | undefined
  readonly stage: string | undefined
}

/**
 * Which deploy file of a folder is meant, and in which stage: a command's own words prevail over the configuration.
 *
 * @param folder - absolute
 * @throws PipelineError `project.config-invalid`, `project.file-unreadable`
 */
export const wantedProject = async (
  folder: string,
  env: Env,
  { config, deployFile, stage }: ReadOverrides,
): Promise<WantedProject> => {
  const given = config === undefined ? await readConfig(folder, env) : { file: 'tailrace.config.ts', config }
  const wanted = chosenFile(folder, deployFile ?? given?.config.deployFile)
  return { ...wanted, given, stage: stage ?? given?.config.stage }
}

const tableNames =
  (given: GivenConfig | undefined) =>
  (name: string): string | undefined =>
    Object.entries(given?.config.tables ?? {}).find(
      ([id, { references = [] }]) => id === name || references.includes(name),
    )?.[0]

const elsewhere = (given: GivenConfig | undefined): Pick<Reading, 'tableOf' | 'kinesisStreams'> => ({
  tableOf: tableNames(given),
  kinesisStreams: Object.values(given?.config.tables ?? {}).flatMap(
    ({ kinesisStream }) => kinesisStream ?? [],
  ),
})

const notesOf = (
  { kind, file, notes }: FoundProject,
  others: readonly DeployFile[],
  synth: string | undefined,
): readonly string[] => [
  ...(others.length === 0
    ? []
    : [
        `${file} is read, and not ${others.map(each => each.file).join(', ')}: deployFile in tailrace.config.ts says which.`,
      ]),
  ...notes,
  ...(kind === 'cdk' && synth === undefined
    ? [`Edits need a synth: run it, or give synth: 'npx cdk synth' in tailrace.config.ts.`]
    : []),
]

/**
 * Reads the project in a folder: its deploy file, and `tailrace.config.ts` over it or alone.
 *
 * @param env - where `${env:…}` of a serverless file is looked up
 * @throws PipelineError `project.*` and `engine.setting-*`: for what decides which records arrive, and for nothing else
 */
export const readProject = async (
  folder: string,
  env: Readonly<Record<string, string | undefined>>,
  overrides: ReadOverrides = {},
): Promise<Project> => {
  const root = resolve(folder)
  const { given, chosen, others, stage } = await wantedProject(root, env, overrides)
  if (chosen === undefined && given === undefined) throw noProject(root)
  const { run = runCommand } = overrides
  const read =
    chosen === undefined
      ? nothing(given?.file ?? '')
      : await readDeployFile({ folder: root, env, stage, run, ...elsewhere(given) }, chosen)
  const found = given === undefined ? read : withConfig(read, given, root)
  if (found.functions.length === 0)
    throw raise(projectFaults, 'project.no-stream-function', {
      file: found.file,
      others: others.map(({ file }) => file),
      notes: found.notes,
    })
  const { functions, notes } = withoutImages(found.functions)
  const owned = functions.map(each => ({ each, ...ownCode(each, each.code()) }))
  const all = functions.flatMap(each => each.streams().map(({ arn }) => arn))
  const synth = given?.config.synth
  return {
    folder,
    file: found.file,
    kind: found.kind,
    functions: owned.map(each => projectFunction(each, found, all)),
    tables: found.tables,
    inputFile: found.input === undefined ? undefined : join(folder, found.input),
    sources: found.sources,
    placeholders: placeholdersOf(functions),
    notes: [...notesOf(found, others, synth), ...notes, ...owned.flatMap(each => each.notes)],
    synth,
  }
}

/** A registry is data and functions of ours, which may come from another copy of the package. */
const isRegistry = (value: unknown): value is Registry =>
  typeof value === 'object' && value !== null && 'processors' in value && Array.isArray(value.processors)

/**
 * The registry of a function, built with an environment of one's own. Nothing is opened by that. A function that
 * exports no `pipeline` has none: it is run as it is, and its module is not loaded here.
 *
 * @throws PipelineError `project.file-unreadable`, `project.pipeline-invalid`
 */
export const loadPipeline = async (
  { file }: Pick<ProjectFunction, 'file'>,
  env: Env,
  modules = newBuiltModules(),
): Promise<Registry | undefined> => {
  if (!(await mayExport(file, 'pipeline', modules))) return undefined
  const pipeline = await loadExport(file, 'pipeline', modules)
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
 * @throws PipelineError `project.file-unreadable`, `project.pipeline-invalid`
 */
export const loadPipelines = async (
  project: Project,
  envOf: (each: ProjectFunction) => Readonly<Record<string, string | undefined>>,
): Promise<ReadonlyMap<string, Registry>> => loadPipelinesFrom(newBuiltModules(), project, envOf)

/** The same, of modules that a run has built or will build. */
export const loadPipelinesFrom = async (
  modules: BuiltModules,
  project: Project,
  envOf: (each: ProjectFunction) => Env,
): Promise<ReadonlyMap<string, Registry>> => {
  const registries = new Map<string, Registry>()
  for (const each of project.functions.filter(runsInNode)) {
    const registry = await loadPipeline(each, envOf(each), modules)
    if (registry !== undefined) registries.set(each.functionName, registry)
  }
  return registries
}
