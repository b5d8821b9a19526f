import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams'
import { localClients } from '../../adapters/dynamodb/local-clients.ts'
import type { CreatedTable } from '../../adapters/dynamodb/table-admin.ts'
import { createTable, describeTable, expireItems } from '../../adapters/dynamodb/table-admin.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import type { LocalCredentials } from '../../local-servers/door/local-credentials.ts'
import type { TableEngine } from '../../local-servers/table/engine.ts'
import { projectFaults } from '../project/faults.ts'
import type { ProjectTable } from '../project/project-table.ts'

/** A table of the project that is there. */
export interface LocalTable extends CreatedTable {
  readonly id: string
  /** Whether this run has made it. */
  readonly isNew: boolean
}

/** The project's tables in an engine, and clients of them. */
export interface LocalTables {
  readonly clients: { readonly table: DynamoDBClient; readonly streams: DynamoDBStreamsClient }
  readonly tables: readonly LocalTable[]
}

const made = async (
  client: DynamoDBClient,
  { id, definition, timeToLive }: ProjectTable,
  kind: TableEngine['kind'],
): Promise<LocalTable> => {
  const created = await createTable(client, definition)
  // dynoxide never deletes what has expired.
  if (timeToLive !== undefined && kind !== 'dynoxide')
    await expireItems(client, created.tableName, timeToLive)
  return { ...created, id, isNew: true }
}

const opened = async (
  client: DynamoDBClient,
  table: ProjectTable,
  { engine, create }: { readonly engine: TableEngine; readonly create: boolean },
): Promise<LocalTable> => {
  if (engine.kind !== 'endpoint') return made(client, table, engine.kind)
  const found = await describeTable(client, table.tableName)
  if (found !== undefined) return { ...found, id: table.id, isNew: false }
  if (create) return made(client, table, engine.kind)
  const { tableName } = table
  throw raise(projectFaults, 'project.table-missing', { tableName, endpoint: engine.endpoint })
}

/**
 * Makes the project's tables in an engine that was started for them; in one that runs anyway they are looked up, and
 * made only where that was asked for.
 *
 * @throws PipelineError `project.table-missing`
 */
export const localTables = async (
  engine: TableEngine,
  tables: readonly ProjectTable[],
  options: { readonly credentials: LocalCredentials; readonly create: boolean },
): Promise<LocalTables> => {
  const { accessKeyId, secretAccessKey, region } = options.credentials
  const { clients } = localClients(engine.endpoint, {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_REGION: region,
  })
  const found: LocalTable[] = []
  // One after the other: DynamoDB Local makes one at a time.
  for (const table of tables)
    found.push(await opened(clients.table, table, { engine, create: options.create }))
  return { clients, tables: found }
}
