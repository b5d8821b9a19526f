import type { StreamRecord } from '../../core/record/stream-record.ts'
import type { Session } from '../../operations/dev/session.ts'
import { checkDeployment } from '../../operations/checks/check-deployment.ts'
import { filterCriteria } from '../../core/registry/criteria.ts'
import type { InspectorState, VerifyKind } from '../wire/wire-state.ts'
import type { InspectorRoutes } from './app.ts'
import { askedFields } from './asked.ts'
import { exportFixture } from './export-fixture.ts'
import { failureGroups } from './failures.ts'
import { listFixtures, readFixture } from './fixtures.ts'
import { explanationsFor, recordDetail } from './record-detail.ts'
import type { RecordRing } from './record-ring.ts'
import type { Redriving } from './redriving.ts'
import { checkMayAct } from './redriving.ts'
import type { ReplaySurroundings } from './replay-records.ts'
import { replayRecords } from './replay-records.ts'
import { tableRoutes } from './table-routes.ts'
import type { VerifyRuns } from './verify-runs.ts'

/** What the routes of a run take. */
export interface SessionRoutesOptions extends ReplaySurroundings {
  readonly ring: RecordRing
  readonly verifyRuns: VerifyRuns
  readonly writeToken: string
  readonly allowWrites: boolean
  readonly redriving: Redriving
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

const kindOf = (kind: string | undefined): VerifyKind =>
  kind === 'plan' || kind === 'repair' ? kind : 'compare'

/** What the page asks of a run, and does to it. */
export const sessionRoutes = (session: Session, options: SessionRoutesOptions): InspectorRoutes => {
  const { ring, verifyRuns, writeToken, allowWrites } = options
  const allowsWrites = session.engine !== 'endpoint' || allowWrites
  const table = tableRoutes(session, allowsWrites)
  const { waiting, plan, redrive } = options.redriving
  const mayAct = (): void => {
    checkMayAct(session, allowWrites)
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
      'actions/plan': async body => plan(askedFields(body).mayText('group')),
      'actions/redrive': async body => {
        mayAct()
        return redrive(askedFields(body).mayText('group'))
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
