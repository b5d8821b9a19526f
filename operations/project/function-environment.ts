import { isPlain } from '../../engine/plain.ts'

type Env = Readonly<Record<string, string | undefined>>

/** What stands in for CloudFormation's own names: an account that nobody has. */
const pseudo: Readonly<Record<string, string>> = {
  'AWS::AccountId': '000000000000',
  'AWS::Partition': 'aws',
  'AWS::Region': 'us-east-1',
  'AWS::StackId': 'stack',
  'AWS::StackName': 'stack',
  'AWS::URLSuffix': 'amazonaws.com',
}

/** A table of the project as it is called where it is deployed, and as it is called in this run. */
export interface TableName {
  readonly id: string
  readonly deployed: string
  readonly here: string
}

/** Gives texts for what CloudFormation would fill in. */
interface Names {
  readonly of: (resource: string) => string
  readonly attributeOf: (resource: string, attribute: string) => string
}

const namesWith = (tables: readonly TableName[]): Names => {
  const here = new Map(tables.map(({ id, here: name }) => [id, name]))
  return {
    of: resource => here.get(resource) ?? pseudo[resource] ?? resource,
    attributeOf: (resource, attribute) => {
      const name = here.get(resource)
      if (name === undefined || attribute !== 'Arn') return `${resource}.${attribute}`
      return `arn:aws:dynamodb:${pseudo['AWS::Region']}:${pseudo['AWS::AccountId']}:table/${name}`
    },
  }
}

const listed = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? (value as readonly unknown[]) : [value]

const substituted = (given: unknown, names: Names): string => {
  const [template, values] = listed(given)
  const own = isPlain(values) ? values : {}
  return String(template).replaceAll(/\$\{([^}]*)\}/g, (_, name: string) => {
    if (name.startsWith('!')) return `\${${name.slice(1)}}`
    if (name in own) return standIn(own[name], names)
    const [resource = '', ...attribute] = name.split('.')
    return attribute.length === 0 ? names.of(name) : names.attributeOf(resource, attribute.join('.'))
  })
}

/**
 * Text in the place of what CloudFormation would put there: the same in each run, and telling what it stands for. A
 * table is its name here, any other resource its name in the template.
 */
const standIn = (value: unknown, names: Names): string => {
  if (!isPlain(value))
    return listed(value)
      .map(each => (isPlain(each) ? standIn(each, names) : String(each)))
      .join(',')
  const [[name, argument] = ['', undefined]] = Object.entries(value)
  const parts = listed(argument)
  if (name === 'Ref') return names.of(String(argument))
  if (name === 'Fn::GetAtt') {
    const [resource = '', ...attribute] = parts.flatMap(part => String(part).split('.'))
    return names.attributeOf(resource, attribute.join('.'))
  }
  if (name === 'Fn::Sub') return substituted(argument, names)
  if (name === 'Fn::Join')
    return listed(parts[1])
      .map(each => standIn(each, names))
      .join(String(parts[0]))
  // Of a choice, what is chosen when the condition holds.
  if (name === 'Fn::If') return standIn(parts[1], names)
  return parts.map(each => standIn(each, names)).join('.')
}

/** What a function's environment is made of, from what gives way to what prevails. */
export interface EnvironmentParts {
  /** Variables of the deploy file, and which of them only stand in for what the cloud would say. */
  readonly environment: Readonly<Record<string, unknown>>
  readonly standIns: ReadonlySet<string>
}

const textsIn = (
  { environment, standIns }: EnvironmentParts,
  which: 'literals' | 'stand-ins',
  names: Names,
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) => {
      const isWanted = standIns.has(name) === (which === 'stand-ins')
      return value === null || value === undefined || !isWanted ? [] : [[name, standIn(value, names)]]
    }),
  )

const noNames = namesWith([])

/** What the deploy file says without asking the cloud. */
export const literals = (parts: EnvironmentParts): Env => textsIn(parts, 'literals', noNames)

/** Stand-ins that hold the name of a table of this run: as good as literals. */
const namingTables = (parts: EnvironmentParts, names: Names): Env => {
  const without = textsIn(parts, 'stand-ins', noNames)
  return Object.fromEntries(
    Object.entries(textsIn(parts, 'stand-ins', names)).filter(([name, text]) => without[name] !== text),
  )
}

/** What surrounds a function on this machine. */
export interface RunEnvironment {
  /** What this process was given. */
  readonly process: Env
  /** Sinks, endpoint and credentials of the run. */
  readonly run: Env
  readonly tables?: readonly TableName[]
}

/**
 * The environment of a function on this machine: what the deploy file says in literals prevails over what this
 * process has, as a deployed function sees nothing else; what only the cloud could say gives way to it, but for the
 * names of tables, which are the run's; and sinks of the run prevail over all. A project with one table, which names
 * it nowhere, finds it as TABLE_NAME.
 */
export const functionEnv = (
  parts: EnvironmentParts,
  { process, run, tables = [] }: RunEnvironment,
): Readonly<Record<string, string | undefined>> => {
  const names = namesWith(tables)
  const [only, second] = tables
  const merged: Env = {
    ...textsIn(parts, 'stand-ins', names),
    ...(only !== undefined && second === undefined && { TABLE_NAME: only.here }),
    ...process,
    ...textsIn(parts, 'literals', names),
    ...namingTables(parts, names),
    ...run,
  }
  const renamed = new Map(
    tables.flatMap(({ deployed, here }) => (deployed === here ? [] : [[deployed, here] as const])),
  )
  return Object.fromEntries(
    Object.entries(merged).map(([name, text]) => [name, renamed.get(text ?? '') ?? text]),
  )
}
