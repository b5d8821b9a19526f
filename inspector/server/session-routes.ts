import type { Clock } from '../../core/clock.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import { applicationEnv } from '../../operations/local-run/application-env.ts'
import type { Session } from '../../operations/dev/session.ts'
import { filterCriteria } from '../../core/registry/criteria.ts'
import type { InspectorState, RedriveOutcome } from '../wire/wire-state.ts'
import type { InspectorRoutes } from './app.ts'
import { askedFields } from './asked.ts'
import { exportFixture } from './export-fixture.ts'
import { failureGroups, lyingObjects } from './failures.ts'
import type { LyingObject } from './failures.ts'
import { inspectorFaults } from './faults.ts'
import { explanationsFor, recordDetail } from './record-detail.ts'
import type { RecordRing } from './record-ring.ts'
import { redrivePipelines } from './redrive-pipelines.ts'
import { retryFunction } from './retry-function.ts'
import { tableRoutes } from './table-routes.ts'

/** What the routes of a run take. */
export interface SessionRoutesOptions {
  readonly ring: RecordRing
  readonly writeToken: string
  readonly allowWrites: boolean
  readonly clock: Clock
  readonly newId: () => string
  readonly lend: (variables: Readonly<Record<string, string>>) => void
}

const stateOf = (session: Session, allowsWrites: boolean, writeToken: string): InspectorState => ({
  folder: session.project.folder,
  endpoint: session.note.endpoint,
  engine: session.engine,
  isLocal: session.engine !== 'endpoint',
  allowsWrites,
  isPaused: session.mappings.isPaused(),
  tables: session.tables.tables.map(({ tableName }) => tableName),
  functions: session.note.functions.map(name => ({
    name,
    processors: session.registries.get(name)?.names() ?? [],
  })),
  sinks: session.note.sinks,
  writeToken,
})

const handlersOf = (session: Session): unknown =>
  session.project.functions.map(({ functionName, handler, streams }) => ({
    functionName,
    handler,
    streams: streams.map(({ named, settings }) => ({ named, settings })),
    processors: session.registries.get(functionName)?.names() ?? [],
    pushedDown: pushedDown(session, functionName),
  }))

const pushedDown = (session: Session, functionName: string): readonly string[] => {
  const registry = session.registries.get(functionName)
  return (registry && filterCriteria(registry)?.Filters.map(({ Pattern }) => Pattern)) ?? []
}

const joined = (parts: readonly RedriveOutcome[]): RedriveOutcome =>
  parts.reduce((sum, part) => ({
    lines: [...sum.lines, ...part.lines],
    wouldDeliver: sum.wouldDeliver + part.wouldDeliver,
    redriven: sum.redriven + part.redriven,
    objectsFailed: sum.objectsFailed + part.objectsFailed,
    inDoubt: sum.inDoubt + part.inDoubt,
  }))

/** One redrive at a time, of functions with a pipeline by the ledgers, of others by giving them their batches again. */
const redriving = (session: Session, { ring, clock, newId, lend }: SessionRoutesOptions) => {
  const failures = `file:${session.note.runFolder}/failures`
  const urls = [session.note.sinks['PARK_URL'], failures].filter(url => url !== undefined)
  const waiting = async (): Promise<readonly LyingObject[]> => lyingObjects(urls, ring)
  const redrive = async (dryRun: boolean, processor: string | undefined): Promise<RedriveOutcome> => {
    const variables = applicationEnv(session.note)
    lend(variables)
    const env = { ...variables, ...session.note.sinks, FAILURES_URL: failures }
    const { registries } = session
    const plain = (await waiting()).filter(({ entry }) => !registries.has(entry.functionName))
    const options = { registries, env, processor, dryRun, clock, newId }
    const nothing = { lines: [], wouldDeliver: 0, redriven: 0, objectsFailed: 0, inDoubt: 0 }
    return joined([
      registries.size > 0 ? await redrivePipelines(options) : nothing,
      processor === undefined
        ? await retryFunction(plain, { dryRun, invoke: session.commands.invoke })
        : nothing,
    ])
  }
  return { waiting, redrive }
}

/** What the page asks of a run, and does to it. */
export const sessionRoutes = (session: Session, options: SessionRoutesOptions): InspectorRoutes => {
  const { ring, writeToken, allowWrites } = options
  const allowsWrites = session.engine !== 'endpoint' || allowWrites
  const table = tableRoutes(session, allowsWrites)
  const { waiting, redrive } = redriving(session, options)
  const mayAct = (): void => {
    if (!allowsWrites)
      throw raise(inspectorFaults, 'inspector.read-only', { endpoint: session.note.endpoint })
  }
  return {
    reads: {
      ...table.reads,
      state: async () => Promise.resolve(stateOf(session, allowsWrites, writeToken)),
      'records/:id': async (_, id) => Promise.resolve(recordDetail(ring, session.registries, Number(id))),
      failures: async () => failureGroups((await waiting()).map(({ entry }) => entry)),
      handlers: async () => Promise.resolve(handlersOf(session)),
    },
    writes: {
      ...table.writes,
      'actions/pause': async () => session.commands.pause(),
      'actions/resume': async () => session.commands.resume(),
      'actions/reload': async () => session.commands.reload(),
      'actions/plan': async body => redrive(true, askedFields(body).mayText('processor')),
      'actions/redrive': async body => {
        mayAct()
        return redrive(false, askedFields(body).mayText('processor'))
      },
      'actions/fixture': async body => {
        const ids = askedFields(body).numbers('records')
        const records = ids.map(id => ring.record(id))
        return Promise.resolve({
          file: exportFixture(session.project.folder, ring.row(ids[0] ?? 0)?.key ?? '', records),
        })
      },
      'actions/explain': async body =>
        Promise.resolve(
          explanationsFor(session.registries, (askedFields(body).value('record') ?? {}) as StreamRecord),
        ),
    },
  }
}
