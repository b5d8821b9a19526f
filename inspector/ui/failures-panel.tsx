import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import type { FailureGroup, RedriveOutcome } from '../wire/wire-state.ts'
import { attempt, go, pageState, say, tell } from './page-state.ts'
import { shown } from './shown.ts'
import { lookAtFailures, waitingFailures } from './waiting-failures.ts'

/** In the address, where a plan is of all that waits. */
const everything = 'open'

/** Makes a plan of a redrive, of a group or of everything; nothing is delivered by it. */
export const openPlan = (group = everything): void => go({ panel: 'failures', plan: group })

const Group = ({ group }: { readonly group: FailureGroup }): JSX.Element => (
  <li>
    <details>
      <summary>
        <strong>
          {group.functionName}
          {group.processor !== undefined && `/${group.processor}`}
        </strong>{' '}
        <span class="bad">{group.code}</span> ×{group.count}: {shown(group.message)}
      </summary>
      {group.remedy !== undefined && <p>{group.remedy}</p>}
      <button type="button" onClick={() => openPlan(group.fingerprint)}>
        Plan a redrive of these
      </button>
      <ul>
        {group.entries.map(({ object, condition, attempts, records }) => (
          <li key={object}>
            {condition}, {attempts} tries:{' '}
            {records.map(({ key, recordId, sequenceNumber }) => (
              <button
                key={sequenceNumber}
                type="button"
                disabled={recordId === 0}
                onClick={() => go({ panel: undefined, record: String(recordId) })}
              >
                {shown(key)}
              </button>
            ))}
          </li>
        ))}
      </ul>
    </details>
  </li>
)

/** A whole redrive, or that of a group. */
const planned = async (redrives: boolean, plan: string): Promise<RedriveOutcome> =>
  tell<RedriveOutcome>(
    redrives ? 'actions/redrive' : 'actions/plan',
    plan === everything ? {} : { group: plan },
  )

const Plan = ({
  plan,
  act,
  close,
}: {
  plan: RedriveOutcome
  act: () => void
  close: () => void
}): JSX.Element => (
  <section aria-label="Plan">
    <h3>Plan: {plan.wouldDeliver} to deliver</h3>
    <p>
      What is delivered goes in the order of the stream; older changes of the same items that wait go first,
      whatever failed them. Where an item was written anew since, a sink that holds state gets what the item
      is now.
    </p>
    <pre tabIndex={0} aria-label="What would be delivered">
      {plan.lines.map(shown).join('\n')}
    </pre>
    <div class="tools">
      <button type="button" onClick={act} disabled={plan.wouldDeliver === 0}>
        Redrive {plan.wouldDeliver}
      </button>
      <button type="button" onClick={close}>
        Leave it
      </button>
    </div>
  </section>
)

/** What was given up and kept, by its cause. */
export const FailuresPanel = (): JSX.Element => {
  const groups = waitingFailures.value
  const [plan, setPlan] = useState<RedriveOutcome | undefined>(undefined)
  const [done, setDone] = useState<RedriveOutcome | undefined>(undefined)
  const planOf = pageState.place.value.get('plan')
  useEffect(lookAtFailures, [])
  useEffect(() => {
    setPlan(undefined)
    if (planOf === null) return
    attempt(async () => {
      setPlan(await planned(false, planOf))
    })
  }, [planOf])
  const act = (): void => {
    if (planOf === null) return
    attempt(async () => {
      const outcome = await planned(true, planOf)
      setDone(outcome)
      say(`${outcome.redriven} redriven, ${outcome.objectsFailed} failed`)
      go({ plan: undefined })
      lookAtFailures()
    })
  }
  return (
    <>
      <h2>Failures</h2>
      {groups?.length === 0 && (
        <p class="empty">
          Nothing waits. A change that is given up is kept here, and a redrive (r) brings it back.
        </p>
      )}
      {groups !== undefined && groups.length > 0 && (
        <>
          <div class="tools">
            <button type="button" onClick={() => openPlan()}>
              Plan a redrive (r)
            </button>
            <button type="button" onClick={lookAtFailures}>
              Look again
            </button>
          </div>
          <ul>
            {groups.map(group => (
              <Group key={group.fingerprint} group={group} />
            ))}
          </ul>
        </>
      )}
      {plan !== undefined && planOf !== null && (
        <Plan plan={plan} act={act} close={() => go({ plan: undefined })} />
      )}
      {done !== undefined && (
        <section aria-label="Report">
          <h3>
            {done.redriven} redriven, {done.objectsFailed} failed
          </h3>
          <pre tabIndex={0} aria-label="What was delivered">
            {done.lines.map(shown).join('\n')}
          </pre>
        </section>
      )}
    </>
  )
}
