import { randomUUID } from 'node:crypto'
import { memoryCheckpointStore } from '../../adapters/memory/memory-checkpoint-store.ts'
import { memoryFailureDestination } from '../../adapters/memory/memory-failure-destination.ts'
import { dynamoDbStreamSource } from '../../adapters/dynamodb/stream-source.ts'
import { scanTable } from '../../adapters/dynamodb/table-admin.ts'
import { parkingStore } from '../../adapters/open/parking-store.ts'
import { systemClock } from '../../core/clock.ts'
import { mapConcurrently } from '../../core/concurrency/map-concurrently.ts'
import type { DispatchReport } from '../../core/dispatch/report.ts'
import { EventSourceMapping } from '../../engine/event-source-mapping.ts'
import type { EngineEvent } from '../../engine/events.ts'
import { localFunctionArn } from '../../engine/function/local-context.ts'
import type { ParkedObject } from '../../core/parking/park.ts'
import type { Row } from '../../model/northwind/plan.ts'
import { shopTable } from '../../model/shop.ts'
import { openAccount } from '../../operations/accounting/account.ts'
import { accountFromBus } from '../../operations/accounting/bus-account.ts'
import type { Summary } from '../../operations/accounting/summary.ts'
import { newCleanUp } from '../../local-servers/clean-up.ts'
import { whenQuiet } from '../../operations/dev/when-quiet.ts'
import { localFunction } from '../../operations/local-run/local-function.ts'
import { newBuiltModules } from '../../operations/build/built-modules.ts'
import { loadPipeline, readProject } from '../../operations/project/read-project.ts'
import type { Difference, VerifyResult } from '../../operations/verify/verify.ts'
import { verify } from '../../operations/verify/verify.ts'
import type { WithTable } from './with-table.ts'
import { withTable } from './with-table.ts'

/** functions/projections.ts on the stream of a table in DynamoDB Local, with sinks of the test's choice. */
export interface ProjectionsRun {
  /** Does rows of writes, eight at once. */
  readonly write: (rows: readonly Row[]) => Promise<void>
  /** Codes of all errors that processors have reported so far, oldest first. */
  readonly codes: readonly string[]
  /** Waits until everything is delivered, then compares. */
  readonly settle: () => Promise<{
    readonly summary: Summary
    readonly verdict: VerifyResult
    readonly differences: readonly Difference[]
    /** Why changes were set aside, one line for each. */
    readonly parked: readonly string[]
    /** Why records were given up, for each time that some were. */
    readonly discarded: readonly string[]
  }>
  readonly stop: () => Promise<void>
}

const writersAtOnce = 8

const writeTo = async ({ clients, table }: WithTable, rows: readonly Row[]): Promise<void> => {
  const shop = shopTable({ client: clients.table, tableName: table.tableName, clock: systemClock })
  await mapConcurrently(rows, writersAtOnce, async row => {
    for (const { write } of row) await write(shop)
  })
}

/** Starts the table, the function in its own threads, and the mapping with the settings of serverless.yml. */
export const startProjections = async (
  sinks: Readonly<Record<'SEARCH_URL' | 'CACHE_URL', string>>,
  runFolder: string,
): Promise<ProjectionsRun> => {
  const cleanUp = newCleanUp()
  const running = await withTable('dynamodb-local')
  cleanUp.later(running.engine.stop)
  const env = {
    ...sinks,
    LEDGER_URL: `file:${runFolder}/ledger.ndjson`,
    PARK_URL: `file:${runFolder}/parked`,
    STAGE: 'test',
  }
  const project = (await readProject('.', env)).functions.find(({ functionName }) =>
    functionName.includes('projections'),
  )
  const [stream] = project?.streams ?? []
  if (project === undefined || stream === undefined)
    throw new Error('serverless.yml has no function projections')
  const registry = await loadPipeline(project, env)
  if (registry === undefined) throw new Error('projections exports no pipeline')
  const account = openAccount()
  const codes: string[] = []
  const onFailure = memoryFailureDestination()
  const keepAccount = accountFromBus(account, new Map([[project.functionName, registry]]))
  const mapping = project.functionName
  const onReport = (functionName: string, { records }: DispatchReport): void => {
    for (const report of records) {
      codes.push(...report.outcomes.flatMap(({ error }) => error?.code ?? []))
      keepAccount({ event: 'EffectWritten', functionName, report, mapping, atMs: systemClock.now() })
    }
  }
  const target = localFunction(project, {
    projectFolder: '.',
    runFolder,
    modules: newBuiltModules(),
    env,
    isKeptFromAws: false,
    clock: systemClock,
    onReport,
  })
  cleanUp.later(target.stop)
  await target.load()
  const source = new EventSourceMapping({
    id: mapping,
    functionArn: localFunctionArn(mapping),
    settings: stream.settings,
    source: dynamoDbStreamSource({ client: running.clients.streams, streamArn: running.table.streamArn }),
    target,
    checkpoints: memoryCheckpointStore(),
    onFailure,
    // Quick at first, and yet the retries of serverless.yml have to outlast an engine that starts anew.
    choices: { firstRetryDelayMs: 25, maxRetryDelayMs: 2_000, pollIntervalMs: 50 },
    clock: systemClock,
    random: Math.random,
    newId: randomUUID,
    emit: (event: EngineEvent) => {
      keepAccount(event)
    },
  })
  cleanUp.later(async () => source.stop())
  await source.start()

  return {
    codes,
    write: async rows => writeTo(running, rows),
    settle: async () => {
      await whenQuiet(source, account, new AbortController().signal)
      const differences: Difference[] = []
      const verdict = await verify({
        processors: registry.processors,
        scan: () => scanTable(running.clients.table, running.table),
        received: () => [],
        onDifference: difference => differences.push(difference),
      })
      const parked: string[] = []
      for await (const { body } of parkingStore(env.PARK_URL).list()) {
        const { processor, key, attempts, reason } = JSON.parse(body) as ParkedObject
        parked.push(`${processor} ${key} after ${attempts}: ${reason.code} ${reason.message}`)
      }
      return {
        summary: account.summary(),
        verdict,
        differences,
        parked,
        discarded: onFailure.documents().map(({ requestContext }) => requestContext.condition),
      }
    },
    stop: cleanUp.now,
  }
}
