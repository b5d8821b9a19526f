import type { EnvironmentParts } from '../project/function-environment.ts'
import { optionalClients } from './optional-clients.ts'

/** What a function's environment says of an optional client. */
export interface ClientUse {
  readonly client: string
  /** `asked`: a variable names it. `unknown`: only the cloud knows what some variables hold. */
  readonly use: 'asked' | 'unknown' | 'unused'
  /** The variable that asks for it, or whose value nobody knows here. */
  readonly variable?: string
}

const textOf = (value: EnvironmentParts['environment'][string]): string => {
  const parts = typeof value === 'string' ? [value] : value
  return parts.map(part => (typeof part === 'string' ? part : part.table)).join('')
}

const namesTable = (value: EnvironmentParts['environment'][string] = ''): boolean =>
  typeof value !== 'string' && value.some(part => typeof part !== 'string')

/** A stand-in that begins with a scheme is known as far as it matters: `s3://${Bucket}`; a host of nobody is not. */
const isTelling = (text: string): boolean => /^[a-z][a-z0-9+.-]*:/i.test(text) && !/\.invalid\b/.test(text)

/**
 * Which optional clients a function uses, as far as its environment says so.
 *
 * @param conditional - variables whose value is one of several: what stands in may be the other one
 */
export const clientUses = (
  { environment, standIns }: EnvironmentParts,
  conditional: ReadonlySet<string>,
): readonly ClientUse[] => {
  const texts = Object.entries(environment).map(([name, value]) => [name, textOf(value)] as const)
  const isUnknown = (name: string, text: string): boolean =>
    conditional.has(name) || (standIns.has(name) && !isTelling(text) && !namesTable(environment[name]))
  const unknown = texts.find(([name, text]) => isUnknown(name, text))
  return optionalClients.map(({ name: client, isAskedForBy }) => {
    const asking = texts.find(([name, text]) => isAskedForBy(text) && !conditional.has(name))
    if (asking !== undefined) return { client, use: 'asked', variable: asking[0] }
    if (unknown !== undefined) return { client, use: 'unknown', variable: unknown[0] }
    return { client, use: 'unused' }
  })
}
