import { deleteTable } from '../../adapters/dynamodb/table-admin.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import type { Registry } from '../../core/registry/registry.ts'
import type { CleanUp } from '../../local-servers/clean-up.ts'
import { openTableDoor } from '../../local-servers/door/table-door.ts'
import type { Choice } from '../../local-servers/table/choose.ts'
import type { OpenTableEngineOptions } from '../../local-servers/table/open-table-engine.ts'
import { openTableEngine } from '../../local-servers/table/open-table-engine.ts'
import { processorsWanting } from '../accounting/processors-wanting.ts'
import { localTables } from '../local-run/local-tables.ts'
import { runCredentials } from '../local-run/run-credentials.ts'
import type { TableName } from '../project/function-environment.ts'
import type { Project } from '../project/project.ts'

/** Only a processor that writes to the table, and is to get one of these records, needs a table. */
export const needsTable = (
  registries: ReadonlyMap<string, Registry>,
  records: readonly StreamRecord[],
): boolean =>
  [...registries.values()].some(registry => {
    const writing = registry.processors.filter(each => each.writesTable).map(({ name }) => name)
    return (
      writing.length > 0 &&
      records.some(record => processorsWanting(registry, record).some(name => writing.includes(name)))
    )
  })

/** Where the tables of a replay are, and what they are called. */
export interface ReplayTables {
  /** None where no function is to write to a table. */
  readonly endpoint: string | undefined
  readonly region: string
  readonly tables: readonly TableName[]
}

/** What {@link replayTables} takes. */
export type ReplayTablesOptions = Pick<
  OpenTableEngineOptions,
  'env' | 'cacheFolder' | 'platform' | 'arch' | 'clock'
> & {
  readonly newId: () => string
  readonly tell: (event: { readonly event: 'TableEngine' } & Choice) => void
}

/** Tables of a replay: in an engine that runs anyway under names of their own, so that nothing there is touched. */
export const replayTables = async (
  project: Project,
  options: ReplayTablesOptions,
  cleanUp: CleanUp,
): Promise<ReplayTables> => {
  const engine = await openTableEngine({
    ...options,
    engine: undefined,
    onChoice: choice => {
      options.tell({ event: 'TableEngine', ...choice })
    },
    onProgress: () => undefined,
  })
  cleanUp.later(engine.stop)
  const suffix = engine.kind === 'endpoint' ? `-replay-${options.newId().slice(0, 8)}` : ''
  const renamed = project.tables.map(table => {
    const tableName = `${table.tableName.slice(0, 200)}${suffix}`
    return { ...table, tableName, definition: { ...table.definition, TableName: tableName } }
  })
  const credentials = runCredentials(engine, options.env, options.newId)
  const { clients, tables } = await localTables(engine, renamed, { credentials, create: true })
  if (engine.kind === 'endpoint') {
    for (const { tableName } of tables) cleanUp.later(async () => deleteTable(clients.table, tableName))
  }
  const door = await openTableDoor({ target: engine.endpoint, credentials, port: 0 })
  cleanUp.later(door.stop)
  return {
    endpoint: door.endpoint,
    region: credentials.region,
    tables: project.tables.map(({ id, tableName: deployed }, index) => {
      const here = renamed[index]?.tableName ?? deployed
      return { id, deployed, here }
    }),
  }
}

/** Where nothing is to be written to a table, functions only have its name. */
export const namesOnly = (project: Project): ReplayTables => ({
  endpoint: undefined,
  region: 'us-east-1',
  tables: project.tables.map(({ id, tableName }) => ({ id, deployed: tableName, here: tableName })),
})
