import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import type { RecordDetail } from '../wire/wire-state.ts'
import { askServer, attempt, tell } from './page-state.ts'
import { shown } from './shown.ts'

interface HandlerView {
  readonly functionName: string
  readonly handler: string
  readonly processors: readonly string[]
  readonly pushedDown: readonly string[]
}

const Tester = (): JSX.Element => {
  const [text, setText] = useState('')
  const [said, setSaid] = useState<RecordDetail['explanations'] | undefined>(undefined)
  const test = (): void => {
    attempt(async () => {
      setSaid(
        await tell<RecordDetail['explanations']>('actions/explain', { record: JSON.parse(text) as unknown }),
      )
    })
  }
  return (
    <section aria-label="Filter tester">
      <h3>Which filters match a record</h3>
      <label>
        A stream record as JSON
        <textarea value={text} onInput={event => setText(event.currentTarget.value)} />
      </label>
      <div class="tools">
        <button type="button" onClick={test} disabled={text.trim() === ''}>
          Test
        </button>
      </div>
      <ul>
        {said?.map(({ functionName, processor, matched, failed }) => (
          <li key={`${functionName}/${processor}`}>
            {functionName}/{processor}: {matched ? 'matched' : `not matched: ${shown(failed.join('; '))}`}
          </li>
        ))}
      </ul>
    </section>
  )
}

/** The functions, their processors, and what of their filters the mapping decides already. */
export const HandlersPanel = (): JSX.Element => {
  const [handlers, setHandlers] = useState<readonly HandlerView[]>([])
  useEffect(() => {
    attempt(async () => {
      setHandlers(await askServer<readonly HandlerView[]>('handlers'))
    })
  }, [])
  return (
    <>
      <h2>Handlers</h2>
      {handlers.map(({ functionName, handler, processors, pushedDown }) => (
        <section key={functionName} aria-label={functionName}>
          <h3>
            {functionName} <span class="quiet key">{handler}</span>
          </h3>
          <p>
            {processors.length === 0
              ? 'It exports no pipeline: every record that its mapping lets through is its own.'
              : processors.join(', ')}
          </p>
          {pushedDown.length > 0 && (
            <details>
              <summary>{pushedDown.length} patterns can be pushed down</summary>
              <pre tabIndex={0} aria-label={`Patterns of ${functionName}`}>
                {pushedDown.map(shown).join('\n')}
              </pre>
            </details>
          )}
        </section>
      ))}
      <Tester />
    </>
  )
}
