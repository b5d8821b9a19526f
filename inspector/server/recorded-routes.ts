import { raise } from '../../core/errors/pipeline-error.ts'
import type { DevEvent } from '../../operations/dev/dev-event.ts'
import type { InspectorState, RecordedView } from '../wire/wire-state.ts'
import type { InspectorRoutes } from './app.ts'
import { inspectorFaults } from './faults.ts'
import { recordDetail } from './record-detail.ts'
import type { RecordRing } from './record-ring.ts'

/** What a recording answers from. */
export interface RecordedRoutesOptions {
  readonly view: RecordedView
  /** What the run said when it started; nothing where that is not in the recording. */
  readonly started: Extract<DevEvent, { readonly event: 'Started' }> | undefined
  readonly ring: RecordRing
  readonly writeToken: string
}

const stateOf = ({ view, started, writeToken }: RecordedRoutesOptions): InspectorState => ({
  folder: view.project,
  endpoint: started?.endpoint ?? '',
  engine: 'recorded',
  isLocal: false,
  allowsWrites: false,
  isPaused: false,
  tables: started?.tables ?? [],
  functions: (started?.functions ?? []).map(name => ({ name, processors: [] })),
  sinks: started?.sinks ?? {},
  writeToken,
  recorded: view,
})

/** Answers from a recording what it can, and refuses the rest. */
export const recordedRoutes = (options: RecordedRoutesOptions): InspectorRoutes => {
  const refuse = async (): Promise<never> =>
    Promise.reject(raise(inspectorFaults, 'inspector.recorded', { file: options.view.file }))
  const notKept = ['failures', 'handlers', 'checks', 'fixtures', 'fixtures/:id', 'verify', 'table/keys']
  return {
    reads: {
      ...Object.fromEntries(notKept.map(path => [path, refuse])),
      state: async () => Promise.resolve(stateOf(options)),
      'records/:id': async (_, id) => Promise.resolve(recordDetail(options.ring, new Map(), Number(id))),
    },
    writes: { 'actions/:id': refuse, 'table/:id': refuse },
  }
}
