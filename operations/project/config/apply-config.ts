import { resolve } from 'node:path'
import { raise } from '../../../core/errors/pipeline-error.ts'
import { mappingSettings } from '../../../engine/settings.ts'
import { ofTheRun } from '../cloudformation/stand-in.ts'
import { projectFaults } from '../faults.ts'
import { wholeKinesisArn } from '../kinesis-streams.ts'
import type { FoundFunction, FoundProject, FoundStream } from '../found-project.ts'
import type { ProjectTable } from '../project-table.ts'
import type { FunctionConfig, StreamConfig, TailraceConfig } from './define-config.ts'
import { tableOfConfig } from './table-of-config.ts'

/** A configuration and the file that it stands in. */
export interface GivenConfig {
  readonly file: string
  readonly config: TailraceConfig
}

/** What Lambda takes where nothing is said. */
const defaults = { runtime: 'nodejs24.x', timeoutSeconds: 3, memorySizeMb: 128 }

const refuse = (file: string, place: string, problem: string): Error =>
  raise(projectFaults, 'project.config-invalid', { file, place, problem })

const streamOf =
  (file: string, functionName: string, tables: readonly ProjectTable[]) =>
  ({ table, by, ...settings }: StreamConfig): FoundStream => {
    const found = tables.find(({ id, tableName }) => id === table || tableName === table)
    if (found === undefined)
      throw refuse(
        file,
        `functions.${functionName}.streams`,
        `names the table ${table}, which nothing describes`,
      )
    const { id, kinesis } = found
    return {
      ...(by === 'kinesis'
        ? { arn: kinesis?.streamArn ?? wholeKinesisArn(id), way: { type: by, table: id } }
        : {
            arn: ofTheRun('arn:aws:dynamodb:us-east-1:000000000000:table/', { table: id }),
            ...(by === 'pipe' && { way: { type: by, pipe: functionName } }),
          }),
      settings: () =>
        mappingSettings(functionName, {
          StartingPosition: 'TRIM_HORIZON',
          ...settings,
          ...(by === 'pipe' && { FunctionResponseTypes: ['ReportBatchItemFailures'] }),
        }),
      onFailure: { type: 'not-said' },
    }
  }

/** What the configuration says of a function, over what was found; either may be missing. */
const functionOf = (
  { file }: GivenConfig,
  folder: string,
  functionName: string,
  config: FunctionConfig,
  found: FoundFunction | undefined,
  tables: readonly ProjectTable[],
): FoundFunction => {
  const place = `functions.${functionName}`
  const { handler, streams } = config
  if (found === undefined && (handler === undefined || streams === undefined || streams.length === 0))
    throw refuse(file, place, 'is not in the deploy file: it needs handler and streams')
  const own = streams?.map(streamOf(file, functionName, tables))
  return {
    functionName: found?.functionName ?? functionName,
    otherNames: found?.otherNames ?? [],
    deployedName: found?.deployedName ?? functionName,
    isImage: handler === undefined && (found?.isImage ?? false),
    runtime: config.runtime ?? found?.runtime ?? defaults.runtime,
    code: () => {
      const codeFolder = resolve(folder, config.folder ?? '.')
      if (handler !== undefined) return { codeFolder, handler, entryPoints: [] }
      const code = found?.code() ?? { codeFolder, handler: '', entryPoints: [] }
      return config.folder === undefined ? code : { ...code, codeFolder }
    },
    timeoutMs:
      config.timeoutSeconds === undefined
        ? (found?.timeoutMs ?? defaults.timeoutSeconds * 1000)
        : config.timeoutSeconds * 1000,
    memorySizeMb: config.memorySizeMb ?? found?.memorySizeMb ?? defaults.memorySizeMb,
    environment: { ...found?.environment, ...config.environment },
    streams: () => own ?? found?.streams() ?? [],
  }
}

const tablesWith = (
  { file, config }: GivenConfig,
  found: readonly ProjectTable[],
): readonly ProjectTable[] => {
  const given = Object.entries(config.tables ?? {})
  const same = (name: string) => (table: ProjectTable) => table.id === name || table.tableName === name
  const changed = given.map(([name, table]) => tableOfConfig(file, name, table, found.find(same(name))))
  const ids = changed.map(({ id }) => id)
  return [...found.filter(({ id }) => !ids.includes(id)), ...changed]
}

/**
 * What a configuration says, over what was found in a deploy file.
 *
 * @throws PipelineError `project.config-invalid`
 */
export const withConfig = (found: FoundProject, given: GivenConfig, folder: string): FoundProject => {
  const { config, file } = given
  const tables = tablesWith(given, found.tables)
  const named = Object.entries(config.functions ?? {})
  const isNamed = (name: string, each: FoundFunction): boolean =>
    each.functionName === name || each.otherNames.includes(name)
  const unnamed = found.functions.filter(each => !named.some(([name]) => isNamed(name, each)))
  const functions = named.flatMap(([name, described]) =>
    described === false
      ? []
      : [
          functionOf(
            given,
            folder,
            name,
            described,
            found.functions.find(each => isNamed(name, each)),
            tables,
          ),
        ],
  )
  return {
    ...found,
    tables,
    functions: [...unnamed, ...functions],
    sources: [...found.sources, resolve(folder, file)],
    input: config.input ?? found.input,
  }
}
