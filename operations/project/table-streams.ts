import { isPlain } from '../../engine/plain.ts'
import type { FunctionStream } from '../../engine/serverless-settings.ts'
import type { ProjectStream } from './project.ts'
import type { ProjectTable } from './project-table.ts'

/** What an ARN of a deploy file says of the table whose stream it is. */
interface StreamOwner {
  /** The resource of this template. */
  readonly id?: string
  readonly tableName?: string
  readonly named: string
}

const streamArn = /^arn:[^:]+:dynamodb:[^:]*:[^:]*:table\/([^/]+)/

const ownerOf = (arn: unknown): StreamOwner => {
  if (typeof arn === 'string') {
    const tableName = streamArn.exec(arn)?.[1]
    return { named: tableName ?? arn, ...(tableName !== undefined && { tableName }) }
  }
  const [[word, argument] = ['', undefined]] = isPlain(arn) ? Object.entries(arn) : []
  const attribute = word === 'Fn::GetAtt' ? argument : undefined
  const parts: readonly unknown[] = Array.isArray(attribute) ? attribute : [attribute]
  const id = typeof parts[0] === 'string' ? parts[0].split('.')[0] : undefined
  if (id !== undefined) return { id, named: id }
  const inText = word === 'Fn::Sub' ? /^\$\{(\w+)\.StreamArn\}$/.exec(String(argument))?.[1] : undefined
  return inText === undefined ? { named: JSON.stringify(arn) } : { id: inText, named: inText }
}

const region = /^arn:[^:]+:dynamodb:([a-z0-9-]+):/

/** The regions that the ARNs of streams name; a reference or a variable names none. */
export const regionsOf = (streams: readonly Pick<FunctionStream, 'arn'>[]): readonly string[] => {
  const named = streams.flatMap(({ arn }) => (typeof arn === 'string' ? (region.exec(arn)?.[1] ?? []) : []))
  return [...new Set(named)]
}

const tableOf = (
  owner: StreamOwner,
  tables: readonly ProjectTable[],
  isKnown: boolean,
): string | undefined => {
  const found = tables.find(({ id, tableName }) => id === owner.id || tableName === owner.tableName)
  if (found !== undefined) return found.id
  const [only, second] = tables
  // A fragment that is only made for this machine is named by nobody, and a reference may mean the one table there is.
  const isUnnamed = owner.id === undefined && owner.tableName === undefined
  return second === undefined && (isUnnamed || !isKnown) ? only?.id : undefined
}

/**
 * The streams of a function, each with its table among those of the project.
 *
 * @param all - the ARNs of all functions: where one of them names a table of the project, those that name another
 * mean another
 */
export const streamsWithTables = (
  streams: readonly FunctionStream[],
  tables: readonly ProjectTable[],
  all: readonly unknown[],
): readonly ProjectStream[] => {
  const isKnown = all.some(arn => {
    const { id, tableName } = ownerOf(arn)
    return tables.some(each => each.id === id || each.tableName === tableName)
  })
  return streams.map(({ arn, settings }) => {
    const owner = ownerOf(arn)
    return { table: tableOf(owner, tables, isKnown), named: owner.named, settings }
  })
}
