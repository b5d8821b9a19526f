import type { StreamRecord } from '../../core/record/stream-record.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import { applicationEnv } from '../../operations/local-run/application-env.ts'
import type { Session } from '../../operations/dev/session.ts'
import { checkDeployment } from '../../operations/checks/check-deployment.ts'
import { filterCriteria } from '../../core/registry/criteria.ts'
import type { InspectorState, RedriveOutcome, VerifyKind } from '../wire/wire-state.ts'
import type { InspectorRoutes } from './app.ts'
import { askedFields } from './asked.ts'
import { exportFixture } from './export-fixture.ts'
import { inGroup } from './failure-selection.ts'
import { failureGroups, lyingObjects } from './failures.ts'
import type { LyingObject } from './failures.ts'
import { inspectorFaults } from './faults.ts'
import { listFixtures, readFixture } from './fixtures.ts'
import { explanationsFor, recordDetail } from './record-detail.ts'
import type { RecordRing } from './record-ring.ts'
import { redrivePipelines } from './redrive-pipelines.ts'
import type { ReplaySurroundings } from './replay-records.ts'
import { replayRecords } from './replay-records.ts'
import { retryFunction } from './retry-function.ts'
import { tableRoutes } from './table-routes.ts'
import type { VerifyRuns } from './verify-runs.ts'

/** What the routes of a run take. */
export interface SessionRoutesOptions extends ReplaySurroundings {
  readonly ring: RecordRing
  readonly verifyRuns: VerifyRuns
  readonly writeToken: string
  readonly allowWrites: boolean
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
const redriving = (
  session: Session,
  { ring, clock, newId, lend }: Pick<SessionRoutesOptions, 'ring' | 'clock' | 'newId' | 'lend'>,
) => {
  const failures = `file:${session.note.runFolder}/failures`
  const urls = [session.note.sinks['PARK_URL'], failures].filter(url => url !== undefined)
  const waiting = async (): Promise<readonly LyingObject[]> => lyingObjects(urls, ring)
  const redrive = async (dryRun: boolean, group: string | undefined): Promise<RedriveOutcome> => {
    const variables = applicationEnv(session.note)
    lend(variables)
    const env = { ...variables, ...session.note.sinks, FAILURES_URL: failures }
    const { registries } = session
    const all = await waiting()
    const chosen = group === undefined ? all : inGroup(all, group)
    const plain = chosen.filter(({ entry }) => !registries.has(entry.functionName))
    const names = group === undefined ? undefined : new Set(chosen.map(({ entry }) => entry.object))
    const options = { registries, env, objects: names, dryRun, clock, newId }
    const nothing = { lines: [], wouldDeliver: 0, redriven: 0, objectsFailed: 0, inDoubt: 0 }
    return joined([
      registries.size > 0 ? await redrivePipelines(options) : nothing,
      await retryFunction(plain, { dryRun, invoke: session.commands.invoke }),
    ])
  }
  return { waiting, redrive }
}

const kindOf = (kind: string | undefined): VerifyKind =>
  kind === 'plan' || kind === 'repair' ? kind : 'compare'

/** What the page asks of a run, and does to it. */
export const sessionRoutes = (session: Session, options: SessionRoutesOptions): InspectorRoutes => {
  const { ring, verifyRuns, writeToken, allowWrites } = options
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
      checks: async () => Promise.resolve(checkDeployment(session.project, session.registries)),
      fixtures: async () => Promise.resolve(listFixtures(session.project.folder)),
      'fixtures/:id': async (_, name) => Promise.resolve(readFixture(session.project.folder, name).flat()),
      verify: async () => Promise.resolve(verifyRuns.view()),
    },
    writes: {
      ...table.writes,
      'actions/pause': async () => session.commands.pause(),
      'actions/resume': async () => session.commands.resume(),
      'actions/reload': async () => session.commands.reload(),
      'actions/plan': async body => redrive(true, askedFields(body).mayText('group')),
      'actions/redrive': async body => {
        mayAct()
        return redrive(false, askedFields(body).mayText('group'))
      },
      'actions/verify': async body => {
        const kind = kindOf(askedFields(body).mayText('kind'))
        if (kind === 'repair') mayAct()
        verifyRuns.start(kind)
        return Promise.resolve(verifyRuns.view())
      },
      'actions/replay': async body =>
        replayRecords(readFixture(session.project.folder, askedFields(body).text('name')), options),
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
