import type { Registry } from '../../core/registry/registry.ts'
import type { ProjectFunction } from '../project/project.ts'

type Env = Readonly<Record<string, string | undefined>>

/** What one function's pipeline needs of an account. */
export interface PipelineNeeds {
  readonly functionName: string
  /** Ids of the tables that it is on, as the project names them. */
  readonly tables: readonly string[]
  /** The variables with a meaning here that it reads, beside those of ledger and parking. */
  readonly variables: readonly NamedPlace[]
  /** Variables that it reads and that mean nothing here. */
  readonly otherVariables: readonly string[]
  /** Some processor claims its effects in the ledger. */
  readonly isStrict: boolean
  /** Some processor writes to the table. */
  readonly writesTable: boolean
}

/** Variables that name a place: docs/reference/environment.md. */
const namedPlaces = ['AUDIT_URL', 'NOTIFY_URL', 'SEARCH_URL', 'CACHE_URL', 'BLOB_URL', 'TABLE_NAME'] as const

/** One of them. */
export type NamedPlace = (typeof namedPlaces)[number]

const isNamedPlace = (name: string): name is NamedPlace => namedPlaces.some(each => each === name)

/** An environment that notes what is read of it; a place that is not named yet is somewhere all the same. */
export const watchedEnvironment = (env: Env): { readonly env: Env; readonly read: ReadonlySet<string> } => {
  const read = new Set<string>()
  const watched = new Proxy<Env>(
    { ...env },
    {
      get: (own, name) => {
        if (typeof name !== 'string') return undefined
        read.add(name)
        return own[name] ?? (isNamedPlace(name) ? 'memory:' : undefined)
      },
    },
  )
  return { env: watched, read }
}

/** What follows from a function, from the registry that it makes, and from the variables that were read meanwhile. */
export const pipelineNeeds = (
  { functionName, streams }: Pick<ProjectFunction, 'functionName' | 'streams'>,
  { processors }: Registry,
  read: ReadonlySet<string>,
): PipelineNeeds => ({
  functionName,
  tables: [...new Set(streams.map(({ table, named }) => table ?? named))],
  variables: namedPlaces.filter(name => read.has(name)),
  otherVariables: [...read].filter(name => !isNamedPlace(name)).toSorted(),
  isStrict: processors.some(({ strict }) => strict === true),
  writesTable: processors.some(({ writesTable }) => writesTable === true),
})
