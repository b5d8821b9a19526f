import { fileSource } from './file-source.ts'
import type { Resolver, VariableSource } from './text-resolver.ts'
import { isUnresolved, unresolved } from './unresolved.ts'

type Env = Readonly<Record<string, string | undefined>>

/** Where the deploy tool deploys to when nothing is said. */
const defaults = { stage: 'dev', region: 'us-east-1' }

const needed = (type: string, address: string | undefined): string => {
  if (address === undefined) throw new Error(`a variable of the source ${type} names nothing`)
  return address
}

/** How a file is read that the deploy tool would be called with options for. */
export interface VariableOptions {
  /** As `--stage` says it. */
  readonly stage: string | undefined
  /** Hears of each file that is looked into. */
  readonly onRead: (path: string) => void
}

/** A run without options. */
export const noOptions: VariableOptions = { stage: undefined, onRead: () => undefined }

/** What a stage says of parameters, in the newer form of the tool and in the older one; then what is said for all. */
const placesOfParam = (stage: string, name: string): readonly (readonly string[])[] =>
  [stage, 'default'].flatMap(each => [
    ['stages', each, 'params', name],
    ['params', each, name],
  ])

const paramOf = async (name: string, stage: string, { at }: Resolver): Promise<unknown> => {
  for (const keys of placesOfParam(stage, name)) {
    const value = await at(keys)
    if (value !== undefined && value !== null) return value
  }
  return undefined
}

/** What only a deployment or the cloud can say. */
const elsewhere: VariableSource = { why: 'elsewhere', read: () => unresolved('', 'elsewhere') }

const toBoolean = (given: unknown): boolean => {
  const text = typeof given === 'string' ? given.trim().toLowerCase() : JSON.stringify(given ?? null)
  if (text === 'true' || text === '1') return true
  if (text === 'false' || text === '0') return false
  throw new Error(`strToBool takes true, false, 1 or 0, not ${JSON.stringify(given ?? null)}`)
}

/** The sources that can be read on this machine. */
export const localSources = (
  folder: string,
  env: Env,
  { stage: chosen, onRead }: VariableOptions = noOptions,
): Readonly<Record<string, VariableSource>> => {
  const stageOf = async ({ at }: Resolver): Promise<unknown> =>
    chosen ?? (await at(['provider', 'stage'])) ?? defaults.stage
  const given: Readonly<Record<string, string>> = chosen === undefined ? {} : { stage: chosen }
  return {
    self: {
      why: 'missing',
      read: async ({ address, resolver }) => resolver.at(address === undefined ? [] : address.split('.')),
    },
    file: fileSource(folder, { env, stage: chosen, onRead }),
    env: { why: 'not-given', read: ({ address }) => env[needed('env', address)] },
    opt: { why: 'not-given', read: ({ address }) => (address === undefined ? given : given[address]) },
    sls: {
      why: 'elsewhere',
      read: async ({ address, resolver }) =>
        address === 'stage' ? stageOf(resolver) : unresolved('', 'elsewhere'),
    },
    param: {
      why: 'not-given',
      read: async ({ address, resolver }) => {
        const name = needed('param', address)
        const stage = await stageOf(resolver)
        return isUnresolved(stage) ? stage : paramOf(name, String(stage), resolver)
      },
    },
    strToBool: { why: 'missing', read: ({ params: [given] }) => toBoolean(given) },
    aws: {
      why: 'elsewhere',
      read: async ({ address, resolver }) =>
        address === 'region'
          ? ((await resolver.at(['provider', 'region'])) ?? defaults.region)
          : unresolved('', 'elsewhere'),
    },
    cf: elsewhere,
    s3: elsewhere,
    ssm: elsewhere,
  }
}
