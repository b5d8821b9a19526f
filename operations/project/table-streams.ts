import { existsSync, readFileSync } from 'node:fs'
import { isPlain } from '../../engine/plain.ts'
import type { FunctionStream } from '../../engine/serverless-settings.ts'
import type { MappingSettings } from '../../engine/settings.ts'
import { parseYaml } from './parse-yaml.ts'

const resourcesIn = (file: string): Readonly<Record<string, unknown>> => {
  try {
    const template = existsSync(file) ? parseYaml(readFileSync(file, 'utf8')) : undefined
    const resources = isPlain(template) ? template['Resources'] : undefined
    return isPlain(resources) ? resources : {}
  } catch {
    // Who needs the table says what is wrong with its file.
    return {}
  }
}

const tableNamesIn = (file: string): ReadonlySet<string> =>
  new Set(
    Object.entries(resourcesIn(file)).flatMap(([id, resource]) =>
      isPlain(resource) && resource['Type'] === 'AWS::DynamoDB::Table' ? [id] : [],
    ),
  )

/**
 * The names under which functions know the table of a fragment; none when nobody knows it by a name, as where the
 * fragment is only made for this machine: then all streams are taken for its.
 */
export const knownTableNames = (
  file: string,
  functions: readonly { readonly streams: readonly FunctionStream[] }[],
): ReadonlySet<string> => {
  const names = tableNamesIn(file)
  const known = functions.flatMap(({ streams }) => streams.map(({ arn }) => resourceOf(arn) ?? ''))
  return known.some(name => names.has(name)) ? names : new Set()
}

/** The resource of this template that an ARN belongs to; of other ARNs, nobody here knows whose they are. */
const resourceOf = (arn: unknown): string | undefined => {
  const parts = isPlain(arn) ? arn['Fn::GetAtt'] : undefined
  return Array.isArray(parts) ? String(parts[0]) : undefined
}

const region = /^arn:[^:]+:dynamodb:([a-z0-9-]+):/

/** The regions that the ARNs of streams name; a reference or a variable names none. */
export const regionsOf = (streams: readonly Pick<FunctionStream, 'arn'>[]): readonly string[] => {
  const named = streams.flatMap(({ arn }) => (typeof arn === 'string' ? (region.exec(arn)?.[1] ?? []) : []))
  return [...new Set(named)]
}

/** Which of a function's streams is that of the project's table. */
export const streamOfTable = (
  streams: readonly [FunctionStream, ...FunctionStream[]],
  tables: ReadonlySet<string>,
): { readonly settings: MappingSettings; readonly otherTable: string | undefined } => {
  const [first] = streams
  const own = streams.find(({ arn }) => tables.has(resourceOf(arn) ?? ''))
  const unknown = streams.find(({ arn }) => resourceOf(arn) === undefined)
  const found = own ?? unknown
  if (found !== undefined || tables.size === 0)
    return { settings: (found ?? first).settings, otherTable: undefined }
  return { settings: first.settings, otherTable: resourceOf(first.arn) }
}
