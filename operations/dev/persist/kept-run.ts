import { join } from 'node:path'
import { fileLeaseMarks } from '../../../adapters/file/file-lease-marks.ts'
import { privateFolder } from '../../../adapters/file/private-files.ts'
import { isFault, raise } from '../../../core/errors/pipeline-error.ts'
import type { LeaseParty } from '../../../core/lease/lease-party.ts'
import { mappingLease } from '../../../engine/driver/mapping-lease.ts'
import { engineFaults } from '../../../engine/faults.ts'
import type { CleanUp } from '../../../local-servers/clean-up.ts'
import type { LocalCredentials } from '../../../local-servers/door/local-credentials.ts'
import { newLocalCredentials } from '../../../local-servers/door/local-credentials.ts'
import { machineFaults } from '../../../local-servers/faults.ts'
import type { SessionOptions } from '../dev-options.ts'
import type { InputJournal } from './input-journal.ts'
import { openInputJournal } from './input-journal.ts'
import type { KeepingEngine } from './kept-account.ts'
import { readAccount, writeAccount } from './kept-account.ts'
import { noteEngineProcess, stopLeftBehind } from './kept-engine.ts'

/** What a run keeps for the next one, and found of the one before. */
export interface KeptRun {
  /** Of all of it. */
  readonly folder: string
  readonly databaseFolder: string
  /** Whose tables are there; none in a first run. */
  readonly engine: KeepingEngine | undefined
  /** Of the table engine that a killed run had left, and that was stopped. */
  readonly leftBehind: number | undefined
  readonly journal: InputJournal
  /** What the tables are kept under, the same in every run. */
  readonly credentials: (engine: KeepingEngine) => Promise<LocalCredentials>
  readonly onSpawn: (pid: number) => Promise<void>
}

type Options = Pick<SessionOptions, 'folder' | 'env' | 'clock' | 'newId' | 'engine' | 'endpoint'>

/** Where a project's runs keep what outlives them. */
const keptFolder = (projectFolder: string): string => join(projectFolder, '.tailrace', 'persist')

const refuseEndpoint = ({ engine, endpoint, env }: Options): void => {
  const at = endpoint ?? (env['AWS_ENDPOINT_URL_DYNAMODB'] || env['AWS_ENDPOINT_URL'])
  if (engine === undefined && at !== undefined && at !== '')
    throw raise(machineFaults, 'machine.endpoint-keeps', { endpoint: at })
}

/** Two runs on one folder would each take the other's engine for one that was left behind. */
const hold = async (
  folder: string,
  party: LeaseParty,
  { clock }: Options,
  cleanUp: CleanUp,
): Promise<void> => {
  const lease = mappingLease({
    mappingId: folder,
    marks: fileLeaseMarks(join(folder, 'lease')),
    party,
    clock,
    // Whoever has it now stops this run's table engine, which ends the run.
    onLost: () => undefined,
  })
  try {
    await lease.take()
  } catch (error) {
    if (!isFault(error, engineFaults, 'engine.mapping-held')) throw error
    const { holder } = error.detail
    // Its cause says the same in words of the engine.
    throw raise(machineFaults, 'machine.kept-in-use', { folder, holder })
  }
  cleanUp.later(lease.release)
}

/**
 * Opens what the runs of a project keep: table, checkpoints, ledger and sinks. What a killed run has left behind is
 * stopped first.
 *
 * @throws PipelineError `machine.endpoint-keeps`, `machine.kept-in-use`, `machine.kept-unreadable`,
 * `machine.kept-by-another`, `machine.left-behind`
 */
export const openKeptRun = async (
  options: Options,
  party: LeaseParty,
  cleanUp: CleanUp,
): Promise<KeptRun> => {
  const { env, clock, newId } = options
  refuseEndpoint(options)
  const folder = keptFolder(options.folder)
  const databaseFolder = join(folder, 'table')
  await privateFolder(databaseFolder)
  await hold(folder, party, options, cleanUp)
  const account = await readAccount(folder)
  const { engine: chosen } = options
  if (account !== undefined && chosen !== undefined && chosen !== account.engine)
    throw raise(machineFaults, 'machine.kept-by-another', { folder, kept: account.engine, chosen })
  return {
    folder,
    databaseFolder,
    engine: account?.engine,
    leftBehind: await stopLeftBehind(folder, env, clock),
    journal: openInputJournal(folder),
    onSpawn: async pid => noteEngineProcess(folder, pid, env),
    credentials: async engine => {
      if (account !== undefined) return account.credentials
      const credentials = newLocalCredentials(newId)
      await writeAccount(folder, { engine, credentials })
      return credentials
    },
  }
}
