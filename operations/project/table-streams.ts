import { isStandIn, partsOf, plainText } from './cloudformation/stand-in.ts'
import { isSameKinesisStream, kinesisName, kinesisText, wholeKinesisArn } from './kinesis-streams.ts'
import type { FoundStream, FoundWay } from './found-project.ts'
import type { ProjectStream } from './project.ts'
import type { ProjectTable } from './project-table.ts'

/** What the ARN of a stream says of the table. */
interface StreamOwner {
  /** The resource of this template. */
  readonly id?: string
  readonly tableName?: string
  readonly named: string
}

const streamArn = /^arn:[^:]+:dynamodb:[^:]*:[^:]*:table\/([^/]+)/

const ownerOf = (arn: unknown): StreamOwner => {
  const [table] = partsOf(arn).flatMap(part => (typeof part === 'string' ? [] : [part.table]))
  if (table !== undefined) return { id: table, named: table }
  const reference = isStandIn(arn) ? arn.unknown[0]?.reference : undefined
  if (reference === undefined) {
    const text = plainText(arn)
    const tableName = streamArn.exec(text)?.[1]
    return { named: tableName ?? text, ...(tableName !== undefined && { tableName }) }
  }
  const resource = /^(\w+)\.StreamArn$/.exec(reference)?.[1]
  return resource === undefined ? { named: reference } : { id: resource, named: resource }
}

const region = /^arn:[^:]+:dynamodb:([a-z0-9-]+):/

/** The regions that the ARNs of streams name; a reference or a variable names none. */
export const regionsOf = (streams: readonly Pick<FoundStream, 'arn'>[]): readonly string[] => {
  const named = streams.flatMap(({ arn }) => (typeof arn === 'string' ? (region.exec(arn)?.[1] ?? []) : []))
  return [...new Set(named)]
}

const tableOf = (
  owner: StreamOwner,
  { tables, ownTables }: TablesOfProject,
  isKnown: boolean,
): string | undefined => {
  const found = tables.find(({ id, tableName }) => id === owner.id || tableName === owner.tableName)
  if (found !== undefined) return found.id
  const [only, second] = tables
  // The deploy file itself says what its own tables are called.
  if (only === undefined || second !== undefined || ownTables.includes(only.id)) return undefined
  // A table that is only described for this machine is named by nobody, and a reference may mean the one there is.
  const isUnnamed = owner.id === undefined && owner.tableName === undefined
  return isUnnamed || !isKnown ? only.id : undefined
}

/** The tables of a project, and which of them are deployed with it. */
export interface TablesOfProject {
  readonly tables: readonly ProjectTable[]
  readonly ownTables: readonly string[]
}

/** One for each table that writes to the Kinesis stream. */
const byKinesis = (
  arn: unknown,
  way: Extract<FoundWay, { type: 'kinesis' }>,
  { tables }: TablesOfProject,
): readonly Pick<ProjectStream, 'table' | 'named' | 'way'>[] => {
  const text = kinesisText(arn)
  const named = `the Kinesis stream ${kinesisName(arn)}`
  const found = tables.filter(({ id, kinesis }) =>
    way.table === undefined ? isSameKinesisStream(kinesis?.streamArn ?? '', text) : id === way.table,
  )
  if (found.length === 0) return [{ table: undefined, named }]
  return found.map(({ id, kinesis }) => ({
    table: id,
    named,
    way: {
      type: 'kinesis',
      precision: kinesis?.precision ?? 'MICROSECOND',
      // Of the two, the one that says more.
      streamArn: wholeKinesisArn(kinesis?.streamArn ?? text),
    },
  }))
}

/**
 * The streams of a function, each with its table among those of the project.
 *
 * @param all - the ARNs of all functions: where one of them names a table of the project, those that name another
 * mean another
 */
export const streamsWithTables = (
  streams: readonly FoundStream[],
  project: TablesOfProject,
  all: readonly unknown[],
): readonly ProjectStream[] => {
  const isKnown = all.some(arn => {
    const { id, tableName } = ownerOf(arn)
    return project.tables.some(each => each.id === id || each.tableName === tableName)
  })
  return streams.flatMap(({ arn, settings, onFailure, way }): readonly ProjectStream[] => {
    const more = { settings: settings(), onFailure }
    if (way?.type === 'kinesis') return byKinesis(arn, way, project).map(each => ({ ...each, ...more }))
    const owner = ownerOf(arn)
    const table = tableOf(owner, project, isKnown)
    return [{ table, named: owner.named, ...more, ...(way !== undefined && { way }) }]
  })
}
