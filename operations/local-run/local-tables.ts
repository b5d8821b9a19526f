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

interface OpenedOptions {
  readonly engine: TableEngine
  readonly create: boolean
  /** Where an engine of our own keeps its tables. */
  readonly keptIn: string | undefined
}

const expire = async (
  client: DynamoDBClient,
  { tableName, timeToLive }: ProjectTable,
  kind: TableEngine['kind'],
): Promise<void> => {
  // dynoxide never deletes what has expired.
  if (timeToLive !== undefined && kind !== 'dynoxide') await expireItems(client, tableName, timeToLive)
}

const made = async (
  client: DynamoDBClient,
  table: ProjectTable,
  kind: TableEngine['kind'],
): Promise<LocalTable> => {
  const created = await createTable(client, table.definition)
  await expire(client, table, kind)
  return { ...created, id: table.id, isNew: true }
}

/** What the deploy file says by now may be another table than the one that was kept. */
const checkKept = (table: ProjectTable, { keyNames }: CreatedTable, folder: string): void => {
  const { tableName, definition } = table
  const wanted = (definition.KeySchema ?? []).flatMap(({ AttributeName }) => AttributeName ?? [])
  if (wanted.join(' ') !== keyNames.join(' '))
    throw raise(projectFaults, 'project.table-differs', { tableName, folder, kept: keyNames, wanted })
}

const opened = async (
  client: DynamoDBClient,
  table: ProjectTable,
  { engine, create, keptIn }: OpenedOptions,
): Promise<LocalTable> => {
  if (engine.kind !== 'endpoint') {
    const kept = keptIn === undefined ? undefined : await describeTable(client, table.tableName)
    if (kept === undefined || keptIn === undefined) return made(client, table, engine.kind)
    checkKept(table, kept, keptIn)
    // A run that was killed may have made the table, and no more.
    await expire(client, table, engine.kind)
    return { ...kept, id: table.id, isNew: false }
  }
  const found = await describeTable(client, table.tableName)
  if (found !== undefined) return { ...found, id: table.id, isNew: false }
  if (create) return made(client, table, engine.kind)
  const { tableName } = table
  throw raise(projectFaults, 'project.table-missing', { tableName, endpoint: engine.endpoint })
}

/**
 * Makes the project's tables in an engine that was started for them; in one that runs anyway they are looked up, and
 * made only where that was asked for. In one that keeps them, those that are there are gone on with.
 *
 * @throws PipelineError `project.table-missing`, `project.table-differs`
 */
export const localTables = async (
  engine: TableEngine,
  tables: readonly ProjectTable[],
  options: {
    readonly credentials: LocalCredentials
    readonly create: boolean
    readonly keptIn?: string | undefined
  },
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
    found.push(await opened(clients.table, table, { engine, create: options.create, keptIn: options.keptIn }))
  return { clients, tables: found }
}
