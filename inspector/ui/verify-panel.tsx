import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import type { VerifyKind, VerifyView } from '../wire/wire-state.ts'
import { askServer, attempt, pageState, say, tell } from './page-state.ts'
import { shown } from './shown.ts'

const kinds = ['missing', 'stale', 'ghosts', 'duplicates', 'gaps'] as const
const pollMs = 500

const Matrix = ({ cells }: Pick<VerifyView, 'cells'>): JSX.Element => (
  <table aria-label="Differences by processor">
    <thead>
      <tr>
        <th scope="col">processor</th>
        {kinds.map(kind => (
          <th key={kind} scope="col">
            {kind}
          </th>
        ))}
      </tr>
    </thead>
    <tbody>
      {cells.map(({ functionName, processor, counts }) => (
        <tr key={`${functionName}/${processor}`}>
          <th scope="row">
            {functionName}/{processor}
          </th>
          {kinds.map(kind => (
            <td key={kind} class={counts[kind] > 0 ? 'bad' : 'quiet'}>
              {counts[kind]}
            </td>
          ))}
        </tr>
      ))}
    </tbody>
  </table>
)

const totalOf = ({ cells }: VerifyView): number =>
  cells.reduce((sum, { counts }) => sum + kinds.reduce((all, kind) => all + counts[kind], 0), 0)

const words = (view: VerifyView): string => {
  const { state, progress, summary, problem, kind } = view
  if (state === 'never') return 'Nothing was compared yet.'
  if (state === 'running')
    return `Comparing${progress === undefined ? '' : `: ${progress.step} ${progress.done}${progress.total === undefined ? '' : ` of ${progress.total}`}`} …`
  if (state === 'failed') return problem ?? ''
  if (summary?.interrupted === true) return 'It was interrupted before all was compared.'
  if (kind === 'repair')
    return `${summary?.repaired ?? 0} mended, ${summary?.notRepaired ?? 0} could not be mended.`
  const total = totalOf(view)
  const compared = `${summary?.items ?? 0} items and ${summary?.documents ?? 0} documents`
  return total === 0
    ? `No differences between ${compared}.`
    : `${total} ${total === 1 ? 'difference' : 'differences'} between ${compared}.`
}

const Found = ({ view }: { readonly view: VerifyView }): JSX.Element => (
  <>
    {view.cells.length > 0 && <Matrix cells={view.cells} />}
    {view.notCompared.length > 0 && (
      <ul>
        {view.notCompared.map(({ functionName, processor, reason }) => (
          <li key={`${functionName}/${processor}`}>
            {functionName}/{processor} is not compared: {shown(reason)}
          </li>
        ))}
      </ul>
    )}
    {view.differences.length > 0 && (
      <pre tabIndex={0} aria-label="Differences">
        {view.differences
          .map(({ problem, functionName, processor, id, key }) =>
            shown(`${problem}: ${functionName}/${processor} ${id}${key === undefined ? '' : ` of ${key}`}`),
          )
          .join('\n')}
      </pre>
    )}
    {view.mended.length > 0 && (
      <pre tabIndex={0} aria-label="What was mended">
        {view.mended.map(shown).join('\n')}
      </pre>
    )}
  </>
)

const RepairPlan = ({
  plan,
  start,
}: {
  readonly plan: NonNullable<VerifyView['plan']>
  readonly start: (kind: VerifyKind) => void
}): JSX.Element => (
  <section aria-label="Plan">
    <h3>Plan: {plan.count} to mend</h3>
    <p>
      {plan.count > plan.most
        ? `More than ${plan.most} differences are not mended here: something else is wrong.`
        : 'Each is written as its item is at that moment, unless something newer is there by then.'}
    </p>
    <button
      type="button"
      disabled={plan.count === 0 || plan.count > plan.most}
      onClick={() => start('repair')}
    >
      Repair {plan.count}
    </button>
  </section>
)

/** Whether the sinks hold what the tables say; a repair shows its plan before it acts. */
export const VerifyPanel = (): JSX.Element => {
  const [view, setView] = useState<VerifyView | undefined>(undefined)
  const state = view?.state
  const look = (): void => {
    attempt(async () => {
      setView(await askServer<VerifyView>('verify'))
    })
  }
  useEffect(look, [])
  useEffect(() => {
    if (state !== 'running') {
      if (view !== undefined && state !== 'never') say(words(view))
      return
    }
    const timer = setInterval(look, pollMs)
    return () => clearInterval(timer)
  }, [state])
  const start = (kind: VerifyKind): void => {
    attempt(async () => {
      setView(await tell<VerifyView>('actions/verify', { kind }))
    })
  }
  const hasPipelines = pageState.run.value?.functions.some(({ processors }) => processors.length > 0) ?? true
  const isRunning = state === 'running'
  return (
    <>
      <h2>Verify</h2>
      {!hasPipelines ? (
        <p class="empty">
          There is nothing to compare: only a function that exports a pipeline says what its sinks should
          hold.
        </p>
      ) : (
        <>
          <div class="tools">
            <button type="button" disabled={isRunning} onClick={() => start('compare')}>
              Verify
            </button>
            <button type="button" disabled={isRunning} onClick={() => start('plan')}>
              Plan a repair
            </button>
          </div>
          {view !== undefined && (
            <>
              <p>{shown(words(view))}</p>
              <Found view={view} />
              {view.plan !== undefined && view.kind === 'plan' && view.state === 'done' && (
                <RepairPlan plan={view.plan} start={start} />
              )}
            </>
          )}
        </>
      )}
    </>
  )
}
