import { dynamoDbStreamSource } from '../../adapters/dynamodb/stream-source.ts'
import type { ProjectTable } from '../project/project-table.ts'
import type { ProjectFunction, ProjectStream } from '../project/project.ts'
import type { DevMapping } from './dev-mapping.ts'
import type { OpenedTables } from './open-tables.ts'
import type { SessionFunction } from './session-functions.ts'
import { wired } from './stream-way.ts'
import type { WatchedTarget } from './warnings/watched-target.ts'
import { watchedTarget } from './warnings/watched-target.ts'
import type { Warnings } from './warnings/warnings.ts'

/** A mapping of a session, and what is watched of its function. */
export interface SessionMapping extends DevMapping {
  readonly watched: WatchedTarget
}

const mappingName = (
  { functionName, streams }: ProjectFunction,
  { way }: ProjectStream,
  tableName: string,
): string => {
  if (streams.length === 1) return functionName
  const byWay = way === undefined ? [] : [way.type, ...(way.type === 'pipe' ? [way.pipe] : [])]
  return [functionName, tableName, ...byWay].join('.')
}

/** The mappings of functions. One on several streams has a mapping for each, which goes by the table's name too. */
export const sessionMappings = (
  functions: readonly SessionFunction[],
  projectTables: readonly ProjectTable[],
  { tables: { clients, tables }, kind }: OpenedTables,
  warnings: Warnings,
): readonly SessionMapping[] =>
  functions.flatMap(({ each, target: loaded }) =>
    each.streams.flatMap(stream => {
      const { settings, way } = stream
      const found = tables.find(({ id }) => id === stream.table)
      const table = projectTables.find(({ id }) => id === stream.table)
      if (found === undefined || table === undefined) return []
      const read = dynamoDbStreamSource({
        client: clients.streams,
        streamArn: found.streamArn,
        dialect: kind === 'dynoxide' ? 'dynoxide' : 'dynamodb',
      })
      const { target, source, envelope, needs } = wired({ target: loaded, source: read, table }, way)
      const watched = watchedTarget(target, settings, warnings, way?.type !== 'pipe')
      const id = mappingName(each, stream, found.tableName)
      return [{ id, settings, target: watched.target, source, envelope, needs, watched }]
    }),
  )
