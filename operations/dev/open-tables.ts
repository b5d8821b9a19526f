import type { CleanUp } from '../../local-servers/clean-up.ts'
import { openTableDoor } from '../../local-servers/door/table-door.ts'
import type { TableEngine } from '../../local-servers/table/engine.ts'
import { openTableEngine } from '../../local-servers/table/open-table-engine.ts'
import type { LocalTables } from '../local-run/local-tables.ts'
import { localTables } from '../local-run/local-tables.ts'
import { runCredentials } from '../local-run/run-credentials.ts'
import type { ProjectTable } from '../project/project-table.ts'
import type { DevEvent } from './dev-event.ts'
import type { SessionOptions } from './dev-options.ts'

/** The tables of a run, and the way to them. */
export interface OpenedTables {
  readonly kind: TableEngine['kind']
  readonly tables: LocalTables
  /** Of the door. */
  readonly endpoint: string
  readonly region: string
}

/**
 * Starts the table engine, or takes the one that runs, makes or finds the tables in it, and opens the door to it.
 *
 * @throws PipelineError `machine.*`, `project.table-missing`
 */
export const openTables = async (
  projectTables: readonly ProjectTable[],
  options: SessionOptions,
  { cleanUp, tell }: { readonly cleanUp: CleanUp; readonly tell: (event: DevEvent) => void },
): Promise<OpenedTables> => {
  const engine = await openTableEngine({
    ...options,
    onChoice: choice => {
      tell({ event: 'TableEngine', ...choice })
    },
    onProgress: progress => {
      tell({ event: 'Fetching', ...progress })
    },
  })
  cleanUp.later(engine.stop)
  const credentials = runCredentials(engine, options.env, options.newId)
  const tables = await localTables(engine, projectTables, { credentials, create: options.create })
  const door = await openTableDoor({ target: engine.endpoint, credentials, port: options.tablePort })
  cleanUp.later(door.stop)
  return { kind: engine.kind, tables, endpoint: door.endpoint, region: credentials.region }
}
