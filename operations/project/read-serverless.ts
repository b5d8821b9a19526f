import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { raise } from '../../core/errors/pipeline-error.ts'
import { reasonOf } from '../../core/errors/thrown.ts'
import { isPlain } from '../../engine/plain.ts'
import { projectFaults } from './faults.ts'
import { loadConfiguration } from './load-configuration.ts'
import { parseYaml } from './parse-yaml.ts'
import { parseDotenv } from './variables/parse-dotenv.ts'
import { resolverOf } from './variables/resolver.ts'
import type { VariableOptions } from './variables/sources.ts'
import { localSources, noOptions } from './variables/sources.ts'

type Env = Readonly<Record<string, string | undefined>>

/** A deploy file, its variables resolved when they are asked for. */
export interface Serverless {
  /** Its name. */
  readonly file: string
  /**
   * The value under these keys, with everything in it; what nobody here can know stands as `Unresolved` in it.
   * @throws PipelineError `project.file-unreadable`
   */
  readonly at: (...keys: readonly string[]) => Promise<unknown>
}

/** How a deploy file is read. */
export interface ServerlessOptions extends VariableOptions {
  /** Its name, where it is known. */
  readonly file?: string
  /** What the project's own tool made of it: nothing is left to be resolved. */
  readonly printed?: unknown
}

/** Names of a deploy file of the Serverless Framework, the first that is there is taken. */
export const serverlessFiles: readonly string[] = ['yml', 'yaml', 'json', 'js', 'mjs', 'cjs', 'ts'].map(
  extension => `serverless.${extension}`,
)

const unreadable = (file: string, cause: unknown): Error =>
  raise(projectFaults, 'project.file-unreadable', { file, reason: reasonOf(cause) }, { cause })

const mapping = (configuration: unknown): unknown => {
  if (isPlain(configuration)) return configuration
  throw new Error('a mapping is expected in it, with service, provider and functions')
}

const configurationIn = async (folder: string, file: string, env: Env): Promise<unknown> => {
  const path = join(folder, file)
  try {
    if (/\.[cm]?[jt]s$/.test(file)) return mapping(await loadConfiguration(path, env))
    const text = readFileSync(path, 'utf8')
    return mapping(file.endsWith('.json') ? (JSON.parse(text) as unknown) : parseYaml(text))
  } catch (error) {
    throw unreadable(file, error)
  }
}

/** A stage that is chosen is the provider's. */
const withStage = (configuration: unknown, stage: string | undefined): unknown => {
  if (stage === undefined || !isPlain(configuration)) return configuration
  const { provider } = configuration
  return isPlain(provider) ? { ...configuration, provider: { ...provider, stage } } : configuration
}

const withDotenv = (folder: string, stage: unknown, env: Env, onRead: VariableOptions['onRead']): Env => {
  const found = [`.env.${typeof stage === 'string' ? stage : 'dev'}`, '.env'].find(name =>
    existsSync(join(folder, name)),
  )
  if (found === undefined) return env
  onRead(join(folder, found))
  return { ...parseDotenv(readFileSync(join(folder, found), 'utf8'), env), ...env }
}

/** With `useDotenv` the tool takes the stage's file, else the common one; what is set already stays. Version 4 always does. */
const takesDotenv = async (at: Serverless['at']): Promise<boolean> => {
  if ((await at('useDotenv')) === true) return true
  const version = await at('frameworkVersion')
  return (await at('stages')) !== undefined || (typeof version === 'string' && /^\D*4/.test(version))
}

/**
 * Reads the deploy file of a folder as the deploy tool reads it when it is called without options, or with a stage.
 *
 * @throws PipelineError `project.file-unreadable`
 */
export const readServerless = async (
  folder: string,
  env: Env,
  options: ServerlessOptions = noOptions,
): Promise<Serverless> => {
  const { stage, onRead, printed } = options
  const file =
    options.file ?? serverlessFiles.find(name => existsSync(join(folder, name))) ?? 'serverless.yml'
  onRead(join(folder, file))
  const given = printed ?? (await configurationIn(folder, file, env))
  const configuration = withStage(given, stage)
  const reader = (from: Env): Serverless['at'] => {
    const resolver = resolverOf(configuration, localSources(folder, from, options))
    return async (...keys) => {
      try {
        return await resolver.at(keys)
      } catch (error) {
        throw unreadable(file, error)
      }
    }
  }
  if (printed !== undefined) return { file, at: plainReader(configuration) }
  const at = reader(env)
  if (!(await takesDotenv(at))) return { file, at }
  return { file, at: reader(withDotenv(folder, await at('provider', 'stage'), env, onRead)) }
}

const plainReader =
  (configuration: unknown): Serverless['at'] =>
  async (...keys) => {
    let value = configuration
    for (const key of keys) value = isPlain(value) && Object.hasOwn(value, key) ? value[key] : undefined
    return Promise.resolve(value)
  }
