import type { CleanUp } from '../../local-servers/clean-up.ts'
import type { LocalCredentials } from '../../local-servers/door/local-credentials.ts'
import { openTableDoor } from '../../local-servers/door/table-door.ts'
import { endpointGone } from '../../local-servers/table/endpoint-gone.ts'
import type { TableEngine } from '../../local-servers/table/engine.ts'
import { openTableEngine } from '../../local-servers/table/open-table-engine.ts'
import type { LocalTables } from '../local-run/local-tables.ts'
import { localTables } from '../local-run/local-tables.ts'
import { runCredentials } from '../local-run/run-credentials.ts'
import type { ProjectTable } from '../project/project-table.ts'
import type { DevEvent } from './dev-event.ts'
import type { SessionOptions } from './dev-options.ts'
import type { KeptRun } from './persist/kept-run.ts'
import { localDefinition } from './local-definition.ts'

/** What {@link openTables} works with. */
export interface TablesSurroundings {
  readonly cleanUp: CleanUp
  readonly tell: (event: DevEvent) => void
  /** Of a run with `--persist`. */
  readonly kept: KeptRun | undefined
}

/** The tables of a run, and the way to them. */
export interface OpenedTables {
  readonly kind: TableEngine['kind']
  readonly tables: LocalTables
  /** Of the door. */
  readonly endpoint: string
  readonly region: string
  /** Resolves when the table engine is no more, with how it ended. */
  readonly engineEnded: Promise<string>
}

const credentialsFor = async (
  { kind }: TableEngine,
  { env, newId }: SessionOptions,
  kept: KeptRun | undefined,
): Promise<LocalCredentials> =>
  kept === undefined || kind === 'endpoint' ? runCredentials({ kind }, env, newId) : kept.credentials(kind)

/**
 * Starts the table engine, or takes the one that runs, makes or finds the tables in it, and opens the door to it.
 *
 * @throws PipelineError `machine.*`, `project.table-missing`
 */
export const openTables = async (
  projectTables: readonly ProjectTable[],
  options: SessionOptions,
  { cleanUp, tell, kept }: TablesSurroundings,
): Promise<OpenedTables> => {
  const engine = await openTableEngine({
    ...options,
    engine: kept?.engine ?? options.engine,
    databaseFolder: kept?.databaseFolder,
    onSpawn: kept?.onSpawn,
    onChoice: ({ kind, why }) => {
      const isKept = kept?.engine !== undefined
      tell({
        event: 'TableEngine',
        kind,
        why: isKept ? `its tables are kept in ${kept.databaseFolder}` : why,
      })
    },
    onProgress: progress => {
      tell({ event: 'Fetching', ...progress })
    },
  })
  cleanUp.later(engine.stop)
  const credentials = await credentialsFor(engine, options, kept)
  const tables = await localTables(engine, projectTables.map(localDefinition), {
    credentials,
    create: options.create,
    keptIn: kept?.databaseFolder,
  })
  const door = await openTableDoor({ target: engine.endpoint, credentials, port: options.tablePort })
  cleanUp.later(door.stop)
  const engineEnded = engine.ended ?? endpointGone(engine.endpoint, options.clock, cleanUp)
  return { kind: engine.kind, tables, endpoint: door.endpoint, region: credentials.region, engineEnded }
}
