import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { oldestIteratorAgeMs, paceNumbers } from '../wire/pace.ts'
import { go, pageState } from './page-state.ts'

const Figure = ({
  name,
  value,
  panel,
  isBad = false,
}: {
  readonly name: string
  readonly value: string
  readonly panel: string | undefined
  readonly isBad?: boolean
}): JSX.Element => (
  <a
    href={panel === undefined ? '/' : `/?panel=${panel}`}
    onClick={event => {
      event.preventDefault()
      go({ panel }, false)
    }}
  >
    {name} <strong class={isBad ? 'bad' : ''}>{value}</strong>
  </a>
)

const ageText = (ms: number | undefined): string =>
  ms === undefined ? '–' : `${Math.max(0, Math.round(ms / 1000))} s`

/** How it goes, in four numbers; each leads to what it is of. */
export const Strip = (): JSX.Element => {
  const [nowMs, setNowMs] = useState(Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), 1_000)
    return () => clearInterval(timer)
  }, [])
  const { pace, shards } = pageState.model.value.now
  const { recordsPerSecond, errorShare } = paceNumbers(pace, nowMs)
  const age = oldestIteratorAgeMs(shards.values())
  const waiting = pageState.waiting.value
  return (
    <section class="strip" aria-label="Numbers">
      <Figure name="records/s" value={recordsPerSecond.toFixed(1)} panel={undefined} />
      <Figure
        name="failed invocations"
        value={errorShare === undefined ? '–' : `${(100 * errorShare).toFixed(1)} %`}
        panel="batches"
        isBad={(errorShare ?? 0) > 0}
      />
      <Figure name="oldest iterator age" value={ageText(age)} panel="shards" />
      <Figure name="waiting failures" value={String(waiting)} panel="failures" isBad={waiting > 0} />
    </section>
  )
}
