import { dynamoDbStreamSource } from '../../adapters/dynamodb/stream-source.ts'
import type { DevMapping } from './dev-mapping.ts'
import type { OpenedTables } from './open-tables.ts'
import type { SessionFunction } from './session-functions.ts'
import type { WatchedTarget } from './warnings/watched-target.ts'
import { watchedTarget } from './warnings/watched-target.ts'
import type { Warnings } from './warnings/warnings.ts'

/** A mapping of a session, and what is watched of its function. */
export interface SessionMapping extends DevMapping {
  readonly watched: WatchedTarget
}

/** The mappings of functions. One on several streams has a mapping for each, which goes by the table's name too. */
export const sessionMappings = (
  functions: readonly SessionFunction[],
  { tables: { clients, tables }, kind }: OpenedTables,
  warnings: Warnings,
): readonly SessionMapping[] =>
  functions.flatMap(({ each: { functionName, streams }, target }) =>
    streams.flatMap(({ table, settings }) => {
      const found = tables.find(({ id }) => id === table)
      if (found === undefined) return []
      const watched = watchedTarget(target, settings, warnings)
      const source = dynamoDbStreamSource({
        client: clients.streams,
        streamArn: found.streamArn,
        dialect: kind === 'dynoxide' ? 'dynoxide' : 'dynamodb',
      })
      const id = streams.length === 1 ? functionName : `${functionName}.${found.tableName}`
      return [{ id, settings, target: watched.target, source, watched }]
    }),
  )
