import { localParty } from '../../adapters/file/local-party.ts'
import { dynamoDbStreamSource } from '../../adapters/dynamodb/stream-source.ts'
import { scanTable } from '../../adapters/dynamodb/table-admin.ts'
import { blobStore } from '../../adapters/open/blob-store.ts'
import type { DispatchReport } from '../../core/dispatch/report.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import type { Registry } from '../../core/registry/registry.ts'
import type { EngineEvent } from '../../engine/events.ts'
import type { RecordAccount } from '../accounting/account.ts'
import { openAccount } from '../accounting/account.ts'
import { accountFromBus } from '../accounting/bus-account.ts'
import type { CleanUp } from '../../local-servers/clean-up.ts'
import { newCleanUp, stopAll } from '../../local-servers/clean-up.ts'
import { embeddedEnv, newRunFolder } from '../local-run/embedded-env.ts'
import { localFunction } from '../local-run/local-function.ts'
import { localTable } from '../local-run/local-table.ts'
import { checkProject } from '../project/check-project.ts'
import { checkFunctions } from '../project/check-functions.ts'
import { functionEnv } from '../project/function-environment.ts'
import type { Project } from '../project/read-project.ts'
import { loadPipelines, readProject } from '../project/read-project.ts'
import { openTableEngine } from '../../local-servers/table/open-table-engine.ts'
import type { Difference } from '../verify/verify.ts'
import { verify } from '../verify/verify.ts'
import { devMapping } from './dev-mapping.ts'
import type { DevOptions, DevResult } from './dev-options.ts'
import { reloadOnChange } from './reload-on-change.ts'
import { whenQuiet } from './when-quiet.ts'
import { writeInput } from './write-input.ts'

const chaosEnv = ({ chaosRate, seed }: DevOptions): Readonly<Record<string, string>> =>
  chaosRate === undefined ? {} : { CHAOS_RATE: String(chaosRate), CHAOS_SEED: String(seed) }

/** The ears on the bus: an account, and in a run that is verified the records themselves. */
const listen = (
  options: DevOptions,
  registries: ReadonlyMap<string, Registry>,
): {
  readonly account: RecordAccount
  readonly received: ReadonlyMap<string, StreamRecord>
  readonly emit: (event: EngineEvent) => void
} => {
  const account = openAccount()
  const received = new Map<string, StreamRecord>()
  const keepAccount = accountFromBus(account, registries)
  const emit = (event: EngineEvent): void => {
    keepAccount(event)
    if (options.once && event.event === 'RecordSeen')
      received.set(event.record.dynamodb?.SequenceNumber ?? '', event.record)
    options.tell(event)
  }
  return { account, received, emit }
}

/** Only one table is here: a function on the stream of another one would be given what is not meant for it. */
const onThisTable = (project: Project, tell: DevOptions['tell']): Project => {
  for (const { functionName, otherTable } of project.functions) {
    if (otherTable !== undefined) tell({ event: 'LeftOut', functionName, table: otherTable })
  }
  return { ...project, functions: project.functions.filter(({ otherTable }) => otherTable === undefined) }
}

const run = async (options: DevOptions, cleanUp: CleanUp): Promise<DevResult> => {
  const { folder, clock, signal, tell, once } = options
  const project = onThisTable(await readProject(folder, options.env), tell)
  await checkProject(project)
  const runFolder = newRunFolder(folder, clock.now(), options.newId())
  const tableName = `tailrace-dev-${options.newId().slice(0, 8)}`
  const sinks = { ...embeddedEnv(runFolder), TABLE_NAME: tableName, ...chaosEnv(options) }
  const registries = await loadPipelines(project, each => functionEnv(each, options.env, sinks))
  checkFunctions(project, registries)
  const { account, received, emit } = listen(options, registries)

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
  const local = await localTable(engine, tableName, project.tableFile, { ...options, cleanUp })

  const onReport = (mapping: string, { functionName, records }: DispatchReport): void => {
    for (const report of records)
      emit({ event: 'EffectWritten', functionName, report, mapping, atMs: clock.now() })
  }
  const started = project.functions.map(each => ({
    each,
    target: localFunction(each, {
      runFolder,
      env: functionEnv(each, options.env, { ...sinks, ...local.env }),
      clock,
      onReport,
    }),
  }))
  const functions = started.map(({ target }) => target)
  cleanUp.later(async () => stopAll(functions))
  await Promise.all(functions.map(async each => each.load()))

  const source = dynamoDbStreamSource({
    client: local.clients.streams,
    streamArn: local.table.streamArn,
    dialect: engine.kind === 'dynoxide' ? 'dynoxide' : 'dynamodb',
  })
  const party = await localParty(options.newId(), options.env)
  const mappings = started.map(({ each, target }) =>
    devMapping(each, target, { ...options, runFolder, source, party, emit }),
  )
  cleanUp.later(async () => stopAll(mappings))
  await Promise.all(mappings.map(async each => each.start()))
  const names = functions.map(({ functionName }) => functionName)
  tell({ event: 'Started', endpoint: engine.endpoint, tableName, runFolder, functions: names })

  await writeInput(project.inputFile, local, options)
  await whenQuiet(mappings, account, signal)
  if (!signal.aborted) tell({ event: 'CaughtUp' })
  if (!once) await reloadOnChange(folder, functions, signal, tell)
  if (signal.aborted) return { summary: account.summary(), verify: undefined, differences: [] }

  const differences: Difference[] = []
  const verdict = await verify({
    processors: [...registries.values()].flatMap(({ processors }) => processors),
    scan: () => scanTable(local.clients.table, local.table),
    received: () => received.values(),
    blobs: blobStore(embeddedEnv(runFolder)['BLOB_URL']),
    onDifference: difference => {
      differences.push(difference)
    },
  })
  return { summary: account.summary(), verify: verdict, differences }
}

/**
 * Runs a project on this machine: starts a table engine, creates the table, puts the functions on its stream, writes
 * the project's input, and tells of everything that happens. Table and sinks are fresh in each run.
 *
 * @throws PipelineError `project.*`, `engine.*`, `machine.*`: before anything is written
 */
export const dev = async (options: DevOptions): Promise<DevResult> => {
  const cleanUp = newCleanUp()
  try {
    return await run(options, cleanUp)
  } finally {
    await cleanUp.now()
  }
}
