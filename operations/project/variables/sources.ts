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

const stageOf = async ({ at }: Resolver): Promise<unknown> =>
  (await at(['provider', 'stage'])) ?? defaults.stage

/** What only a deployment or the cloud can say. */
const elsewhere: VariableSource = { why: 'elsewhere', read: () => unresolved('', 'elsewhere') }

const toBoolean = (given: unknown): boolean => {
  const text = typeof given === 'string' ? given.trim().toLowerCase() : JSON.stringify(given ?? null)
  if (text === 'true' || text === '1') return true
  if (text === 'false' || text === '0') return false
  throw new Error(`strToBool takes true, false, 1 or 0, not ${JSON.stringify(given ?? null)}`)
}

/** The sources that can be read on this machine, for a run without options. */
export const localSources = (folder: string, env: Env): Readonly<Record<string, VariableSource>> => ({
  self: {
    why: 'missing',
    read: async ({ address, resolver }) => resolver.at(address === undefined ? [] : address.split('.')),
  },
  file: fileSource(folder),
  env: { why: 'not-given', read: ({ address }) => env[needed('env', address)] },
  opt: { why: 'not-given', read: ({ address }) => (address === undefined ? {} : undefined) },
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
      if (isUnresolved(stage)) return stage
      return (await resolver.at(['params', String(stage), name])) ?? resolver.at(['params', 'default', name])
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
})
