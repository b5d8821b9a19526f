import { parseArgs } from 'node:util'
import { parse } from 'yaml'

/** Which stack a command line of the deploy tool means, and how its account is reached. */
export interface StageToRemove {
  readonly stack: string
  readonly region: string
  readonly profile: string | undefined
}

/** What the deploy tool knows of these, in each of the forms in which it takes them: `--stage S`, `--stage=S`, `-s S`. */
const options = {
  stage: { type: 'string', short: 's' },
  region: { type: 'string', short: 'r' },
  config: { type: 'string', short: 'c' },
  'aws-profile': { type: 'string' },
} as const

/** The value of a setting that no option overrides: `eu-central-1` of `${opt:region, 'eu-central-1'}`. */
const defaultOf = (setting: string, text: unknown): string => {
  const found = /^(?:\$\{opt:\w+, '([^'$]+)'\}|([^$]+))$/.exec(typeof text === 'string' ? text : '')
  const value = found?.[1] ?? found?.[2]
  if (value === undefined) throw new Error(`provider.${setting} says no default: name one with --${setting}`)
  return value
}

/**
 * The stage that the deploy tool would remove with these arguments. Emptying the buckets of another one cannot be
 * undone, so both have to read the same line in the same way.
 */
export const stageIn = (args: readonly string[], readFile: (path: string) => string): StageToRemove => {
  const { values } = parseArgs({ args: [...args], options, strict: false })
  const textOf = (name: keyof typeof options): string | undefined => {
    const value = values[name]
    if (value === undefined || (typeof value === 'string' && value !== '')) return value
    throw new Error(`--${name} names nothing`)
  }
  const { service, provider } = parse(readFile(textOf('config') ?? 'serverless.yml'), {
    logLevel: 'error',
  }) as { readonly service: string; readonly provider: Readonly<Record<string, unknown>> }
  return {
    stack: `${service}-${textOf('stage') ?? defaultOf('stage', provider['stage'])}`,
    region: textOf('region') ?? defaultOf('region', provider['region']),
    profile: textOf('aws-profile'),
  }
}
