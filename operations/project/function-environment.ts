import type { TextPart } from './cloudformation/stand-in.ts'

type Env = Readonly<Record<string, string | undefined>>

/** A table of the project as it is called where it is deployed, and as it is called in this run. */
export interface TableName {
  readonly id: string
  readonly deployed: string
  readonly here: string
}

/** What an environment is made of, from what gives way to what prevails. */
export interface EnvironmentParts {
  /** Variables of the deploy file: text, or text in which tables stand by their ids. */
  readonly environment: Readonly<Record<string, string | readonly TextPart[]>>
  /** Which of them only stand in for what the cloud would say. */
  readonly standIns: ReadonlySet<string>
}

const textsIn = (
  { environment, standIns }: EnvironmentParts,
  which: 'literals' | 'stand-ins',
  nameOf: (table: string) => string,
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) => {
      if (standIns.has(name) !== (which === 'stand-ins')) return []
      const parts = typeof value === 'string' ? [value] : value
      return [[name, parts.map(part => (typeof part === 'string' ? part : nameOf(part.table))).join('')]]
    }),
  )

const byId = (table: string): string => table

/** What the deploy file says without asking the cloud. */
export const literals = (parts: EnvironmentParts): Env => textsIn(parts, 'literals', byId)

/** Stand-ins that hold the name of a table of this run: as good as literals. */
const namingTables = (
  { environment, standIns }: EnvironmentParts,
  here: ReadonlyMap<string, string>,
): Env => {
  const naming = Object.entries(environment).filter(
    ([, value]) =>
      typeof value !== 'string' && value.some(part => typeof part !== 'string' && here.has(part.table)),
  )
  return textsIn({ environment: Object.fromEntries(naming), standIns }, 'stand-ins', id => here.get(id) ?? id)
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
  const here = new Map(tables.map(({ id, here: name }) => [id, name]))
  const nameOf = (id: string): string => here.get(id) ?? id
  const [only, second] = tables
  const merged: Env = {
    ...textsIn(parts, 'stand-ins', nameOf),
    ...(only !== undefined && second === undefined && { TABLE_NAME: only.here }),
    ...process,
    ...textsIn(parts, 'literals', nameOf),
    ...namingTables(parts, here),
    ...run,
  }
  const renamed = new Map(
    tables.flatMap(({ deployed, here: name }) => (deployed === name ? [] : [[deployed, name] as const])),
  )
  return Object.fromEntries(
    Object.entries(merged).map(([name, text]) => [name, renamed.get(text ?? '') ?? text]),
  )
}
