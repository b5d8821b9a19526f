import { isPipelineError, raise } from '../../core/errors/pipeline-error.ts'
import { reasonOf } from '../../core/errors/thrown.ts'
import type { VerifyEvent, VerifySummary } from '../../operations/verify/verify-event.ts'
import type { VerifyFromOptions } from '../../operations/verify/verify-from-options.ts'
import { noProblems } from '../../operations/verify/report.ts'
import type { VerifyKind, VerifyView } from '../wire/wire-state.ts'
import { inspectorFaults } from './faults.ts'

/** Comparisons that the page asks for, one at a time. */
export interface VerifyRuns {
  /** @throws PipelineError `inspector.request-invalid` while another one runs */
  readonly start: (kind: VerifyKind) => void
  /** The last one, as far as it is. */
  readonly view: () => VerifyView
  /** Ends the one that runs. */
  readonly stop: () => Promise<void>
}

/** What a comparison takes of the machine that it runs on. */
export type VerifySurroundings = Pick<
  VerifyFromOptions,
  'folder' | 'overrides' | 'env' | 'clock' | 'random' | 'newId' | 'allowWrites'
>

type Compare = (options: VerifyFromOptions) => Promise<VerifySummary>

/** More are counted, and not listed. */
const mostListed = 500
/** Changes of this machine arrive sooner than those of a deployment. */
const pauseMs = 1_000
const mostRepairs = 1_000

const neverRun: VerifyView = Object.freeze({
  ...{ state: 'never', kind: 'compare', startedAtMs: 0, progress: undefined, cells: [], notCompared: [] },
  ...{ differences: [], plan: undefined, mended: [], summary: undefined, problem: undefined },
})

const withDifference = (
  view: VerifyView,
  difference: Omit<Extract<VerifyEvent, { event: 'Difference' }>, 'event'>,
): VerifyView => {
  const { functionName, processor, problem } = difference
  const isSame = (cell: VerifyView['cells'][number]): boolean =>
    cell.functionName === functionName && cell.processor === processor
  const known = view.cells.find(isSame)?.counts ?? noProblems()
  const counts = { ...known, [problem]: known[problem] + 1 }
  return {
    ...view,
    cells: [...view.cells.filter(cell => !isSame(cell)), { functionName, processor, counts }],
    differences: view.differences.length < mostListed ? [...view.differences, difference] : view.differences,
  }
}

/** The view after one more thing was told. */
const after = (view: VerifyView, event: VerifyEvent): VerifyView => {
  switch (event.event) {
    case 'Comparing': {
      const { functionName, processors } = event
      const cells = processors.map(processor => ({ functionName, processor, counts: noProblems() }))
      return { ...view, cells: [...view.cells, ...cells] }
    }
    case 'NotCompared': {
      const { functionName, processor, reason } = event
      return { ...view, notCompared: [...view.notCompared, { functionName, processor, reason }] }
    }
    case 'Progress': {
      const { step, done, total } = event
      return { ...view, progress: { step, done, total } }
    }
    case 'Difference': {
      const { event: _, ...difference } = event
      return withDifference(view, difference)
    }
    case 'Plan':
      return { ...view, plan: { count: event.count, most: event.most } }
    case 'Repaired':
      return { ...view, mended: [...view.mended, `${event.processor} ${event.id}: mended`] }
    case 'NotRepaired':
      return { ...view, mended: [...view.mended, `${event.processor} ${event.id}: ${event.reason}`] }
    default:
      return view
  }
}

const problemOf = (error: unknown): string =>
  isPipelineError(error) ? `${error.message} ${error.remedy}`.trim() : reasonOf(error)

/** Comparisons of the run's tables and sinks, by the same law as `tailrace verify`. */
export const newVerifyRuns = (surroundings: VerifySurroundings, compare: Compare): VerifyRuns => {
  const end = new AbortController()
  let view = neverRun
  let work: Promise<void> = Promise.resolve()
  const run = async (kind: VerifyKind): Promise<void> => {
    try {
      const summary = await compare({
        ...surroundings,
        scope: { type: 'full' },
        pauseMs,
        maxReadUnits: undefined,
        repair: kind === 'compare' ? undefined : { isDryRun: kind === 'plan', most: mostRepairs },
        signal: end.signal,
        tell: event => {
          view = after(view, event)
        },
      })
      view = { ...view, state: 'done', summary }
    } catch (error) {
      view = { ...view, state: 'failed', problem: problemOf(error) }
    }
  }
  return {
    view: () => view,
    start: kind => {
      if (view.state === 'running')
        throw raise(inspectorFaults, 'inspector.request-invalid', {
          ...{ what: 'A comparison', problem: 'one runs already' },
        })
      view = { ...neverRun, state: 'running', kind, startedAtMs: surroundings.clock.now() }
      work = run(kind)
    },
    stop: async () => {
      end.abort()
      await work
    },
  }
}
