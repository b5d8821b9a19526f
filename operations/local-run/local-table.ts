import { readFileSync } from 'node:fs'
import type { LocalClients } from '../../adapters/dynamodb/local-clients.ts'
import { localClients } from '../../adapters/dynamodb/local-clients.ts'
import type { CreatedTable } from '../../adapters/dynamodb/table-admin.ts'
import { createTable, deleteTable } from '../../adapters/dynamodb/table-admin.ts'
import type { Clock } from '../../core/clock.ts'
import type { CleanUp } from '../../local-servers/clean-up.ts'
import type { TableEngine } from '../../local-servers/table/engine.ts'
import { tableDefinition } from '../table/table-definition.ts'

/** An empty table in an engine. */
export interface LocalTable extends LocalClients {
  readonly table: CreatedTable
}

/** Creates the project's table; in an engine that goes on without us it is deleted at the end. */
export const localTable = async (
  engine: TableEngine,
  tableName: string,
  tableFile: string,
  options: {
    readonly env: Readonly<Record<string, string | undefined>>
    readonly clock: Clock
    readonly cleanUp: CleanUp
  },
): Promise<LocalTable> => {
  const { clients, env } = localClients(engine.endpoint, options.env)
  const definition = tableDefinition(readFileSync(tableFile, 'utf8'), tableFile, tableName)
  const table = await createTable(clients.table, definition)
  if (engine.kind === 'endpoint') options.cleanUp.later(async () => deleteTable(clients.table, tableName))
  return { clients, env, table }
}
