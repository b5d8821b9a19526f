import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Clock } from '../../core/clock.ts'
import { chunksOf } from '../../core/concurrency/chunks-of.ts'
import type { RecordReport } from '../../core/dispatch/report.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import { recordPlace } from '../../core/record/view-of.ts'
import type { Registry } from '../../core/registry/registry.ts'
import type { RecordAccount } from '../accounting/account.ts'
import { openAccount } from '../accounting/account.ts'
import type { Summary } from '../accounting/summary.ts'
import { settleGivenUp } from '../accounting/settle-given-up.ts'
import { functionItself } from '../accounting/function-itself.ts'
import { processorsWanting } from '../accounting/processors-wanting.ts'
import type { CleanUp } from '../../local-servers/clean-up.ts'
import { newCleanUp, stopAll } from '../../local-servers/clean-up.ts'
import { embeddedEnv } from '../local-run/embedded-env.ts'
import { newRunFolder } from '../local-run/run-folder.ts'
import { newBuiltModules } from '../build/built-modules.ts'
import type { LocalRun } from '../local-run/local-function.ts'
import { localFunction } from '../local-run/local-function.ts'
import { withoutAccounts } from '../local-run/safe-environment.ts'
import type { FunctionSurroundings } from '../local-run/surroundings.ts'
import { functionSurroundings } from '../local-run/surroundings.ts'
import type { TableName } from '../project/function-environment.ts'
import { functionEnv } from '../project/function-environment.ts'
import type { Project, ProjectFunction } from '../project/project.ts'
import type { ReadOverrides } from '../project/read-project.ts'
import { loadPipelinesFrom, readProject } from '../project/read-project.ts'
import type { LoadedFunction } from '../../engine/function/environments.ts'
import type { Delivered } from './deliver.ts'
import { deliver } from './deliver.ts'
import { namesOnly, needsTable, replayTables } from './replay-tables.ts'

/** What {@link replay} takes. */
export interface ReplayOptions {
  /** Folder of serverless.yml. */
  readonly folder: string
  /** What functions get beside what the deploy file says. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** Which deploy file and stage, where the command says it. */
  readonly overrides?: ReadOverrides | undefined
  /** What `readEvents` read. */
  readonly batches: readonly (readonly StreamRecord[])[]
  /** Whether functions may have the AWS account of `env`, as for values that lie in S3. */
  readonly allowAccount: boolean
  /** Where table engines are kept between runs. */
  readonly cacheFolder: string
  /** `process.platform`: which table engine can run. */
  readonly platform: string
  /** `process.arch`: which table engine can run. */
  readonly arch: string
  /** Of the functions and of their retries. */
  readonly clock: Clock
  /** Makes ids that nobody else has. */
  readonly newId: () => string
  /** Asks for an end: what is under way is brought to one, and nothing more is begun. */
  readonly signal: AbortSignal
  /** Called with what happens, as it happens. */
  readonly tell: (event: ReplayEvent) => void
}

/** What a replay tells while it runs. */
export type ReplayEvent =
  | { readonly event: 'TableEngine'; readonly kind: string; readonly why: string }
  | { readonly event: 'EffectWritten'; readonly functionName: string; readonly report: RecordReport }
  | {
      readonly event: 'Refused'
      readonly service: string
      readonly operation: string
      readonly setting: string
    }
  | { readonly event: 'GivenUp'; readonly functionName: string; readonly reason: string }
  | { readonly event: 'FunctionsPrinted'; readonly file: string }

/** A try without progress so often in a row ends a batch. */
const maxTries = 10

/** A record that has no number goes by its place in the input. */
const nameOf = (record: StreamRecord, position: number): string => {
  const { sequenceNumber, key } = recordPlace(record)
  return sequenceNumber === '' ? `#${position}` : `${sequenceNumber} ${key}`
}

const settle = (account: RecordAccount, functionName: string, report: RecordReport): void => {
  for (const { processor, outcome } of report.outcomes) {
    const name = `${report.sequenceNumber} ${report.key}`
    account.settled(name, `${functionName}/${processor}`, outcome === 'retry' ? 'failed' : outcome)
  }
}

/** What a replay keeps account with, and how it calls a record. */
interface Books {
  readonly account: RecordAccount
  readonly nameIn: (record: StreamRecord) => string
  readonly registries: ReadonlyMap<string, Registry>
  /** Of which records a function itself has said what became of them. */
  readonly reported: Set<string>
}

interface Replayed {
  readonly each: ProjectFunction
  readonly target: LoadedFunction
}

const sinksOf = (runFolder: string, env: ReplayOptions['env']): Readonly<Record<string, string>> => {
  // What the records refer to lies where they were captured, and is only read.
  const blobs = env['BLOB_URL']
  return {
    ...embeddedEnv(runFolder),
    ...(blobs !== undefined && { BLOB_URL: blobs }),
    // No table holds the items of these records: what only they could decide is parked.
    REFRESH: 'off',
  }
}

const openBooks = (batches: ReplayOptions['batches'], registries: ReadonlyMap<string, Registry>): Books => {
  const positions = new Map<StreamRecord, number>(
    batches.flat().map((record, position) => [record, position]),
  )
  return {
    account: openAccount(),
    nameIn: record => nameOf(record, positions.get(record) ?? 0),
    registries,
    reported: new Set(),
  }
}

const loadAll = async (
  project: Project,
  options: ReplayOptions,
  { account, reported }: Books,
  shared: Pick<LocalRun, 'runFolder' | 'modules'> & {
    readonly surrounding: FunctionSurroundings
    readonly tables: readonly TableName[]
    readonly cleanUp: CleanUp
  },
): Promise<readonly Replayed[]> => {
  const { runFolder, modules, surrounding, tables, cleanUp } = shared
  const functions = project.functions.map(each => ({
    each,
    target: localFunction(each, {
      ...{ projectFolder: options.folder, runFolder, modules, clock: options.clock },
      isKeptFromAws: !options.allowAccount,
      env: functionEnv(each, { ...surrounding, tables }),
      onReport: (functionName, { records }) => {
        for (const report of records) {
          settle(account, functionName, report)
          reported.add(`${functionName} ${report.sequenceNumber} ${report.key}`)
          options.tell({ event: 'EffectWritten', functionName, report })
        }
      },
    }),
  }))
  cleanUp.later(async () => stopAll(functions.map(({ target }) => target)))
  await Promise.all(functions.map(async ({ target }) => target.load()))
  return functions
}

/**
 * A handler without a pipeline, or beside one that it does not use, is taken at its answer; what was given up has failed
 * for whoever wanted it.
 */
const settleBatch = (
  { functionName }: ProjectFunction,
  batch: readonly StreamRecord[],
  { failed, dropped }: Pick<Delivered, 'failed' | 'dropped'>,
  { account, nameIn, registries, reported }: Books,
): void => {
  const registry = registries.get(functionName)
  const bad = new Set([...failed, ...dropped])
  for (const record of batch) {
    const isSettled =
      registry !== undefined &&
      (reported.has(`${functionName} ${nameIn(record)}`) || processorsWanting(registry, record).length === 0)
    if (!isSettled)
      account.settled(nameIn(record), functionItself(functionName), bad.has(record) ? 'failed' : 'applied')
  }
  settleGivenUp(
    account,
    functionName,
    failed.map(record => ({
      name: nameIn(record),
      wanted: registry === undefined ? [] : processorsWanting(registry, record),
    })),
  )
}

const deliverAll = async (
  { each, target }: Replayed,
  options: ReplayOptions,
  books: Books,
): Promise<void> => {
  const { batches, clock, newId, signal, tell } = options
  const [stream] = each.streams
  if (stream === undefined) return
  const { settings } = stream
  const reportsItems = settings.FunctionResponseTypes.includes('ReportBatchItemFailures')
  const onInvoke = (isRetry: boolean): void => {
    books.account.batchStarted(isRetry)
  }
  for (const batch of batches.flatMap(records => chunksOf(records, settings.BatchSize))) {
    if (signal.aborted) return
    for (const record of batch) books.account.received(books.nameIn(record))
    const how = { target, clock, newId, maxTries, reportsItems, signal, onInvoke }
    const delivered = await deliver(batch, how)
    for (const reason of delivered.reasons)
      tell({ event: 'GivenUp', functionName: each.functionName, reason })
    settleBatch(each, batch, delivered, books)
  }
}

const run = async (
  options: ReplayOptions,
  cleanUp: CleanUp,
): Promise<{ readonly summary: Summary; readonly runFolder: string }> => {
  const { folder, env, batches, clock, newId, tell } = options
  const project = await readProject(folder, env, options.overrides)
  const runFolder = newRunFolder(folder, clock.now(), newId())
  const sinks = sinksOf(runFolder, env)
  const named = namesOnly(project)
  const modules = newBuiltModules()
  const unconnected = { process: withoutAccounts(env), run: sinks, tables: named.tables }
  const registries = await loadPipelinesFrom(modules, project, each => functionEnv(each, unconnected))
  const books = openBooks(batches, registries)
  const table = needsTable(registries, batches.flat()) ? await replayTables(project, options, cleanUp) : named
  const surrounding = await functionSurroundings({
    ...{ env, ...table, runFolder, sinks, cleanUp },
    remote: options.allowAccount ? 'account' : 'refused',
    onRefused: call => {
      tell({ event: 'Refused', ...call })
    },
  })
  const shared = { runFolder, modules, surrounding, tables: table.tables, cleanUp }
  for (const each of await loadAll(project, options, books, shared)) await deliverAll(each, options, books)
  return { summary: books.account.summary(), runFolder }
}

/**
 * Delivers captured records to the project's functions on the embedded target, and accounts for every one of them.
 * Ledger and sinks are fresh, so a replay here touches nothing that is in use. Of one that is interrupted, only what
 * was begun is in the account.
 *
 * @example
 * ```ts
 * const summary = await replay({
 *   folder: '.',
 *   env: process.env,
 *   batches: readEvents(await readFile('event.json', 'utf8'), 'event.json'),
 *   allowAccount: false,
 *   cacheFolder: join(homedir(), '.cache', 'tailrace'),
 *   platform: process.platform,
 *   arch: process.arch,
 *   clock: systemClock,
 *   newId: randomUUID,
 *   signal: AbortSignal.timeout(60_000),
 *   tell: () => undefined,
 * })
 * ```
 * @throws PipelineError `project.*`, `engine.*`, `machine.*`
 */
export const replay = async (options: ReplayOptions): Promise<Summary> => {
  const cleanUp = newCleanUp()
  const found = await run(options, cleanUp).finally(async () => cleanUp.now())
  // What they print arrives until they are stopped.
  const file = join(found.runFolder, 'functions.log')
  if (existsSync(file)) options.tell({ event: 'FunctionsPrinted', file })
  return found.summary
}
