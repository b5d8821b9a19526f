import { appendFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { localClients } from '../../adapters/dynamodb/local-clients.ts'
import { dynamoDbStreamSource } from '../../adapters/dynamodb/stream-source.ts'
import type { CreatedTable } from '../../adapters/dynamodb/table-admin.ts'
import { createTable, deleteTable, scanTable } from '../../adapters/dynamodb/table-admin.ts'
import type { Clock } from '../../core/clock.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import type { Registry } from '../../core/registry/registry.ts'
import type { EventSourceMapping } from '../../engine/event-source-mapping.ts'
import type { EngineEvent } from '../../engine/events.ts'
import type { WorkerFunction } from '../../engine/function/worker-function.ts'
import { openAccount } from '../accounting/account.ts'
import { accountFromBus } from '../accounting/bus-account.ts'
import type { Summary } from '../accounting/summary.ts'
import { loadFunction } from '../project/load-module.ts'
import type { Project } from '../project/read-project.ts'
import { loadPipeline, readProject } from '../project/read-project.ts'
import { chooseTableEngine } from '../table-engine/choose.ts'
import type { TableEngine } from '../table-engine/engine.ts'
import { probeMachine } from '../table-engine/probe-machine.ts'
import { startTableEngine } from '../table-engine/start-table-engine.ts'
import { tableDefinition } from '../table/table-definition.ts'
import type { Difference, Verdict } from '../verify/verify.ts'
import { verify } from '../verify/verify.ts'
import type { DevEvent } from './dev-event.ts'
import type { DevRun } from './dev-mapping.ts'
import { devFunction, devMapping } from './dev-mapping.ts'
import { embeddedEnv, newRunFolder } from './embedded-env.ts'
import { watchProject } from './watch-project.ts'
import { whenQuiet } from './when-quiet.ts'

/** What {@link dev} takes. */
export interface DevOptions {
  /** Folder of serverless.yml. */
  readonly folder: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly engine: 'dynamodb-local' | 'dynoxide' | undefined
  /** Ends when everything is delivered, after comparing the sinks with the table. */
  readonly once: boolean
  readonly chaosRate: number | undefined
  readonly seed: number
  readonly cacheFolder: string
  readonly platform: string
  readonly arch: string
  readonly clock: Clock
  readonly random: () => number
  readonly newId: () => string
  readonly signal: AbortSignal
  readonly tell: (event: DevEvent) => void
}

/** How a run ended; without `verify` when it was interrupted. */
export interface DevResult {
  readonly summary: Summary
  readonly verify: Verdict | undefined
  readonly differences: readonly Difference[]
}

type Input = (options: object) => Promise<{ readonly writes: number }>

const openEngine = async (options: DevOptions): Promise<TableEngine> => {
  const { env, tell, platform, arch } = options
  const machine = await probeMachine(platform, arch)
  const endpoint = env['AWS_ENDPOINT_URL']
  const choice = chooseTableEngine(options.engine, endpoint, machine)
  tell({ event: 'TableEngine', ...choice })
  return startTableEngine({
    ...options,
    choice,
    machine,
    endpoint,
    onProgress: progress => {
      tell({ event: 'Fetching', ...progress })
    },
  })
}

const chaosEnv = ({ chaosRate, seed }: DevOptions): Readonly<Record<string, string>> =>
  chaosRate === undefined ? {} : { CHAOS_RATE: String(chaosRate), CHAOS_SEED: String(seed) }

const writeInput = async (
  project: Project,
  table: CreatedTable,
  client: unknown,
  options: DevOptions,
): Promise<void> => {
  if (project.inputFile === undefined) return
  const input = await loadFunction<Input>(project.inputFile, 'input')
  const { seed, clock, signal, tell } = options
  await input({
    client,
    tableName: table.tableName,
    seed,
    clock,
    signal,
    onProgress: (progress: { readonly done: number; readonly total: number }) => {
      tell({ event: 'Writing', ...progress, atMs: clock.now() })
    },
  })
}

const reloadAll = async (functions: readonly WorkerFunction[], tell: DevOptions['tell']): Promise<void> => {
  for (const { functionName, reload } of functions) {
    try {
      await reload()
      tell({ event: 'Reloaded', functionName })
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      tell({ event: 'ReloadFailed', functionName, message })
    }
  }
}

const aborted = async (signal: AbortSignal): Promise<void> =>
  new Promise(resolve => {
    if (signal.aborted) resolve()
    else
      signal.addEventListener(
        'abort',
        () => {
          resolve()
        },
        { once: true },
      )
  })

const stopAll = async (all: readonly { readonly stop: () => Promise<void> }[]): Promise<void> => {
  await Promise.all(all.map(async each => each.stop()))
}

/** Undoes what was done, last first, even where a part of it fails. */
const newCleanUp = (): {
  readonly later: (undo: () => Promise<void>) => void
  readonly now: () => Promise<void>
} => {
  const undos: (() => Promise<void>)[] = []
  return {
    later: undo => void undos.push(undo),
    now: async () => {
      for (const undo of undos.reverse()) await undo().catch(() => undefined)
    },
  }
}

/**
 * Runs a project on this machine: starts a table engine, creates the table, puts the functions on its stream, writes
 * the project's input, and tells of everything that happens. Table and sinks are fresh in each run.
 *
 * @throws PipelineError `project.*`, `engine.*`, `machine.*`: before anything is written
 */
export const dev = async (options: DevOptions): Promise<DevResult> => {
  const { folder, clock, signal, tell, once } = options
  const project = readProject(folder)
  const runFolder = newRunFolder(folder, clock.now(), options.newId())
  const tableName = `tailrace-dev-${options.newId().slice(0, 8)}`
  const sinks = { ...options.env, ...embeddedEnv(runFolder), TABLE_NAME: tableName, ...chaosEnv(options) }
  const registries = new Map<string, Registry>()
  for (const each of project.functions) registries.set(each.functionName, await loadPipeline(each, sinks))

  const account = openAccount()
  const received = new Map<string, StreamRecord>()
  const keepAccount = accountFromBus(account, registries)
  const emit = (event: EngineEvent): void => {
    keepAccount(event)
    if (once && event.event === 'RecordSeen')
      received.set(event.record.dynamodb?.SequenceNumber ?? '', event.record)
    tell(event)
  }

  const cleanUp = newCleanUp()
  try {
    const engine = await openEngine(options)
    cleanUp.later(engine.stop)
    const { clients, env } = localClients(engine.endpoint, options.env)
    const definition = tableDefinition(readFileSync(project.tableFile, 'utf8'), project.tableFile, tableName)
    const table = await createTable(clients.table, definition, clock)
    if (engine.kind === 'endpoint') cleanUp.later(async () => deleteTable(clients.table, tableName))

    const run: DevRun = {
      ...options,
      runFolder,
      env: { ...sinks, ...env },
      emit,
      onOutput: text => {
        appendFileSync(join(runFolder, 'functions.log'), text)
      },
    }
    const functions = project.functions.map(each => devFunction(each, run))
    cleanUp.later(async () => stopAll(functions))
    await Promise.all(functions.map(async each => each.load()))

    const source = dynamoDbStreamSource({
      client: clients.streams,
      streamArn: table.streamArn,
      dialect: engine.kind === 'dynoxide' ? 'dynoxide' : 'dynamodb',
    })
    const mappings = project.functions.flatMap((each, index): readonly EventSourceMapping[] => {
      const target = functions[index]
      return target === undefined ? [] : [devMapping(each, target, source, run)]
    })
    cleanUp.later(async () => stopAll(mappings))
    await Promise.all(mappings.map(async each => each.start()))
    tell({
      event: 'Started',
      endpoint: engine.endpoint,
      tableName,
      runFolder,
      functions: project.functions.map(({ functionName }) => functionName),
    })

    await writeInput(project, table, clients.table, options)
    await Promise.race([whenQuiet(mappings, account, signal), aborted(signal)])
    if (!signal.aborted) tell({ event: 'CaughtUp' })
    if (!once) {
      const unwatch = watchProject(folder, () => void reloadAll(functions, tell))
      await aborted(signal)
      unwatch()
    }
    if (signal.aborted) return { summary: account.summary(), verify: undefined, differences: [] }

    const differences: Difference[] = []
    const verdict = await verify({
      processors: [...registries.values()].flatMap(({ processors }) => processors),
      scan: () => scanTable(clients.table, table),
      received: () => received.values(),
      onDifference: difference => void differences.push(difference),
    })
    return { summary: account.summary(), verify: verdict, differences }
  } finally {
    await cleanUp.now()
  }
}
