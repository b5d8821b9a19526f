import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import type { DeploymentFinding } from '../../operations/checks/finding.ts'
import { askServer, attempt } from './page-state.ts'
import { shown } from './shown.ts'

const looks = {
  breaks: ['✗', 'bad'],
  warns: ['!', 'wait'],
  notes: ['·', 'quiet'],
} as const satisfies Record<DeploymentFinding['severity'], readonly [sign: string, colour: string]>

const Finding = ({ finding }: { readonly finding: DeploymentFinding }): JSX.Element => {
  const { check, severity, subject, what, why, fix } = finding
  const [sign, colour] = looks[severity]
  return (
    <section aria-label={`${check} of ${subject}`}>
      <h3>
        <span class={colour}>
          <span aria-hidden="true">{sign} </span>
          {severity}
        </span>{' '}
        {shown(subject)} <span class="quiet key">{check}</span>
      </h3>
      <p>
        {shown(what)}: {shown(why)}.
      </p>
      <p>
        Fix: <code>{shown(fix)}</code>
      </p>
    </section>
  )
}

/** What a person should know of the project before it is deployed, worst first. */
export const ChecksPanel = (): JSX.Element => {
  const [findings, setFindings] = useState<readonly DeploymentFinding[] | undefined>(undefined)
  useEffect(() => {
    attempt(async () => {
      setFindings(await askServer<readonly DeploymentFinding[]>('checks'))
    })
  }, [])
  return (
    <>
      <h2>Checks</h2>
      {findings?.length === 0 && (
        <p class="empty">
          The deploy file gives no cause for a remark. What is deployed has more to look at: tailrace doctor.
        </p>
      )}
      {findings?.map(finding => (
        <Finding key={`${finding.check} ${finding.subject}`} finding={finding} />
      ))}
    </>
  )
}
