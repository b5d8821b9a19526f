import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { raise } from '../../core/errors/raise.ts'
import { reasonOf } from '../../core/errors/thrown.ts'
import type { Registry } from '../../core/registry/registry.ts'
import type { StreamFunction } from '../../engine/serverless-settings.ts'
import { streamFunctions } from '../../engine/serverless-settings.ts'
import { loadFunction } from './load-module.ts'
import { sourceFile } from './source-file.ts'

/** A user's project, as its serverless.yml describes it. */
export interface Project {
  readonly folder: string
  readonly functions: readonly ProjectFunction[]
  /** Module that exports `input`, if the project names one. */
  readonly inputFile: string | undefined
  /** CloudFormation fragment with the table. */
  readonly tableFile: string
}

/** A function on the stream, its file found and its filter patterns read. */
export interface ProjectFunction extends Omit<StreamFunction, 'file' | 'filterReference'> {
  readonly file: string
}

type Env = Readonly<Record<string, string | undefined>>

const unreadable = (file: string, reason: string): Error => raise('project.file-unreadable', { file, reason })

const textOf = (path: string, shown: string): string => {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw unreadable(shown, reasonOf(error))
  }
}

const parsed = (text: string, shown: string): unknown => {
  try {
    // The short forms of CloudFormation's functions, !GetAtt and so on, are read as what they hold.
    return parse(text, { logLevel: 'error' }) as unknown
  } catch (error) {
    throw unreadable(shown, error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error))
  }
}

/** `${file(PATH):NAME}`, which the Serverless Framework resolves to a value of that file. */
const fileReference = /^\$\{file\(([^)]+)\):(\w+)\}$/

const withPatterns = (
  folder: string,
  { settings, filterReference, functionName }: StreamFunction,
): StreamFunction['settings'] => {
  if (filterReference === undefined) return settings
  const [, path, name] = fileReference.exec(filterReference) ?? []
  if (path === undefined || name === undefined) {
    throw raise('engine.setting-not-literal', {
      functionName,
      setting: 'filterPatterns',
      value: filterReference,
    })
  }
  const all = parsed(textOf(join(folder, path), path), path) as Readonly<Record<string, unknown>> | null
  const patterns = all?.[name]
  if (!Array.isArray(patterns)) throw unreadable(path, `it has no list of patterns named ${name}`)
  return {
    ...settings,
    FilterCriteria: { Filters: patterns.map(pattern => ({ Pattern: JSON.stringify(pattern) })) },
  }
}

const customOf = (serverless: unknown): Readonly<Record<string, unknown>> => {
  const { custom } = (serverless ?? {}) as {
    readonly custom?: { readonly tailrace?: Readonly<Record<string, unknown>> }
  }
  return custom?.tailrace ?? {}
}

/**
 * Reads the project in a folder.
 *
 * @throws PipelineError `project.file-unreadable`, `project.no-stream-function`, `engine.setting-not-literal`,
 * `engine.setting-invalid`
 */
export const readProject = (folder: string): Project => {
  const shown = 'serverless.yml'
  const serverless = parsed(textOf(join(folder, shown), shown), shown)
  const found = streamFunctions(serverless)
  if (found.length === 0) throw raise('project.no-stream-function', { file: shown })
  const { input, table = 'infra/table.yml' } = customOf(serverless)
  return {
    folder,
    functions: found.map(each => ({
      functionName: each.functionName,
      exportName: each.exportName,
      timeoutMs: each.timeoutMs,
      memorySizeMb: each.memorySizeMb,
      file: sourceFile(folder, each.file),
      settings: withPatterns(folder, each),
    })),
    inputFile: typeof input === 'string' ? join(folder, input) : undefined,
    tableFile: join(folder, String(table)),
  }
}

/**
 * The registry of a function, built with an environment of one's own. Nothing is opened by that.
 *
 * @throws PipelineError `project.file-unreadable`, `project.export-missing`
 */
export const loadPipeline = async ({ file }: ProjectFunction, env: Env): Promise<Registry> =>
  (await loadFunction<(env: Env) => Registry>(file, 'pipeline'))(env)

/**
 * The registries of all functions, by their names.
 *
 * @throws PipelineError as {@link loadPipeline}
 */
export const loadPipelines = async (project: Project, env: Env): Promise<ReadonlyMap<string, Registry>> => {
  const registries = new Map<string, Registry>()
  for (const each of project.functions) registries.set(each.functionName, await loadPipeline(each, env))
  return registries
}
