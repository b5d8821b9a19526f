import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { raise } from '../../core/errors/pipeline-error.ts'
import { reasonOf } from '../../core/errors/thrown.ts'
import { projectFaults } from './faults.ts'
import { parseYaml } from './parse-yaml.ts'
import { resolverOf } from './variables/resolver.ts'
import { localSources } from './variables/sources.ts'

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

const readable = ['serverless.yml', 'serverless.yaml', 'serverless.json']
const others = ['serverless.js', 'serverless.mjs', 'serverless.cjs', 'serverless.ts']

const unreadable = (file: string, cause: unknown): Error =>
  raise(projectFaults, 'project.file-unreadable', { file, reason: reasonOf(cause) }, { cause })

const fileIn = (folder: string): string => {
  const [file, other] = [readable, others].map(names => names.find(name => existsSync(join(folder, name))))
  if (file !== undefined || other === undefined) return file ?? 'serverless.yml'
  throw raise(projectFaults, 'project.file-unreadable', {
    file: other,
    reason: `only ${readable.join(', ')} are read`,
  })
}

const configurationIn = (folder: string, file: string): unknown => {
  try {
    const text = readFileSync(join(folder, file), 'utf8')
    return file.endsWith('.json') ? (JSON.parse(text) as unknown) : parseYaml(text)
  } catch (error) {
    throw unreadable(file, error)
  }
}

/** With `useDotenv` the tool takes the stage's file, else the common one; what is set already stays. */
const withDotenv = (folder: string, stage: unknown, env: Env): Env => {
  const found = [`.env.${typeof stage === 'string' ? stage : 'dev'}`, '.env'].find(name =>
    existsSync(join(folder, name)),
  )
  return found === undefined ? env : { ...parseEnv(readFileSync(join(folder, found), 'utf8')), ...env }
}

/**
 * Reads the deploy file of a folder as the deploy tool reads it when it is called without options.
 *
 * @throws PipelineError `project.file-unreadable`
 */
export const readServerless = async (folder: string, env: Env): Promise<Serverless> => {
  const file = fileIn(folder)
  const configuration = configurationIn(folder, file)
  const reader = (from: Env): Serverless['at'] => {
    const resolver = resolverOf(configuration, localSources(folder, from))
    return async (...keys) => {
      try {
        return await resolver.at(keys)
      } catch (error) {
        throw unreadable(file, error)
      }
    }
  }
  const at = reader(env)
  if ((await at('useDotenv')) !== true) return { file, at }
  return { file, at: reader(withDotenv(folder, await at('provider', 'stage'), env)) }
}
