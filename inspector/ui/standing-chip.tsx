import type { JSX } from 'preact'
import type { FunctionView } from '../wire/model.ts'
import { standing } from '../wire/model.ts'

const looks: Readonly<Record<string, readonly [sign: string, colour: string]>> = {
  applied: ['✓', 'good'],
  filtered: ['⏭', 'quiet'],
  retrying: ['↻', 'wait'],
  waiting: ['…', 'quiet'],
  running: ['…', 'wait'],
  parked: ['✗', 'bad'],
  'given-up': ['✗', 'bad'],
  dropped: ['✗', 'bad'],
  success: ['✓', 'good'],
  partial: ['↻', 'wait'],
  failure: ['✗', 'bad'],
  'not-invoked': ['↻', 'wait'],
}

/** A state by sign, word and colour. */
export const StateWord = ({ state }: { readonly state: string }): JSX.Element => {
  const [sign, colour] = looks[state] ?? ['·', 'quiet']
  return (
    <span class={colour}>
      <span aria-hidden="true">{sign} </span>
      {state}
    </span>
  )
}

/** A function's name and how a record stands there. */
export const StandingChip = ({
  name,
  view,
}: {
  readonly name: string
  readonly view: FunctionView
}): JSX.Element => (
  <span class="chip">
    {name} <StateWord state={standing(view)} />
    {view.invocations > 1 && <span class="quiet"> ×{view.invocations}</span>}
  </span>
)
