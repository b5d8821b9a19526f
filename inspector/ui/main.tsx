import type { JSX } from 'preact'
import { render } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import '@preact/signals'
import type { InspectorState, RecordedView } from '../wire/wire-state.ts'
import { BatchesPanel } from './batches-panel.tsx'
import { ChecksPanel } from './checks-panel.tsx'
import { FailuresPanel } from './failures-panel.tsx'
import { FixturesPanel } from './fixtures-panel.tsx'
import { HandlersPanel } from './handlers-panel.tsx'
import { LivePanel } from './live-panel.tsx'
import { askServer, attempt, follow, go, pageState } from './page-state.ts'
import { NotRecordedPanel, notRecorded } from './not-recorded-panel.tsx'
import { ShardsPanel } from './shards-panel.tsx'
import { shown } from './shown.ts'
import { listenToKeys, shortcutSheet, togglePause } from './shortcuts.ts'
import { Strip } from './strip.tsx'
import { TablePanel } from './table-panel.tsx'
import { VerifyPanel } from './verify-panel.tsx'
import { followFailures } from './waiting-failures.ts'

const panels: readonly (readonly [id: string, name: string, panel: () => JSX.Element])[] = [
  ['', 'Live', LivePanel],
  ['batches', 'Batches', BatchesPanel],
  ['shards', 'Shards', ShardsPanel],
  ['failures', 'Failures', FailuresPanel],
  ['handlers', 'Handlers', HandlersPanel],
  ['verify', 'Verify', VerifyPanel],
  ['fixtures', 'Fixtures', FixturesPanel],
  ['checks', 'Checks', ChecksPanel],
  ['table', 'Table', TablePanel],
]

const RecordedHeader = ({ recorded }: { readonly recorded: RecordedView }): JSX.Element => (
  <>
    <span class="badge wait">recorded, read-only</span>
    <span class="key">{shown(recorded.file)}</span>
    <span>
      {shown(recorded.project)}, {shown(recorded.startedAt)}, by {shown(recorded.tool)}
      {recorded.redacted.length > 0 && `; values of ${shown(recorded.redacted.join(', '))} stand for others`}
    </span>
    {recorded.trouble.map(each => (
      <strong key={each} class="bad">
        {shown(each)}
      </strong>
    ))}
  </>
)

const RunHeader = ({ state }: { readonly state: InspectorState | undefined }): JSX.Element => (
  <>
    <span class={`badge ${state?.isLocal === true ? 'good' : state?.allowsWrites === true ? 'bad' : 'wait'}`}>
      {state?.isLocal === true ? 'local' : 'not started here'}
      {state?.allowsWrites === false && ', read-only'}
    </span>
    <span class="key">{state?.endpoint}</span>
  </>
)

const Header = (): JSX.Element => {
  const { run, model, isConnected } = pageState
  const { records, received, sent, dropped, isPaused } = model.value.now
  const state = run.value
  const recorded = state?.recorded
  return (
    <header>
      <h1>tailrace</h1>
      {recorded === undefined ? <RunHeader state={state} /> : <RecordedHeader recorded={recorded} />}
      <span>
        {records.size} changes, {received} of {sent} events
        {dropped > 0 && <strong class="bad"> ({dropped} dropped: this page was too slow)</strong>}
      </span>
      {recorded === undefined && (
        <button type="button" onClick={togglePause}>
          {isPaused ? 'Go on (p)' : 'Pause (p)'}
        </button>
      )}
      <button type="button" onClick={() => (pageState.isHelpOpen.value = true)}>
        Keys (?)
      </button>
      {!isConnected.value && (
        <strong class="bad">{recorded === undefined ? 'the run is gone' : 'tailrace open has ended'}</strong>
      )}
    </header>
  )
}

const Rail = ({ current }: { readonly current: string }): JSX.Element => {
  const waiting = pageState.waiting.value
  return (
    <nav aria-label="Panels">
      <ul>
        {panels.map(([id, name]) => (
          <li key={id}>
            <a
              href={id === '' ? '/' : `/?panel=${id}`}
              aria-current={id === current ? 'page' : undefined}
              onClick={event => {
                event.preventDefault()
                go({ panel: id }, false)
              }}
            >
              {name}
              {id === 'failures' && waiting > 0 && ` (${waiting})`}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}

const Help = (): JSX.Element => {
  const dialog = useRef<HTMLDialogElement>(null)
  const isOpen = pageState.isHelpOpen.value
  useEffect(() => {
    if (isOpen) dialog.current?.showModal()
    else dialog.current?.close()
  }, [isOpen])
  const close = (): void => {
    pageState.isHelpOpen.value = false
  }
  return (
    <dialog ref={dialog} onClose={close} aria-labelledby="keys">
      <h2 id="keys">Keys</h2>
      <dl>
        {shortcutSheet.map(([keys, does]) => (
          <>
            <dt>{keys}</dt>
            <dd>{does}</dd>
          </>
        ))}
      </dl>
      <button type="button" onClick={close}>
        Close
      </button>
    </dialog>
  )
}

const App = (): JSX.Element => {
  const current = pageState.place.value.get('panel') ?? ''
  const [, name, Panel] = panels.find(([id]) => id === current) ?? ['', 'Live', LivePanel]
  const isRecorded = pageState.run.value?.recorded !== undefined
  return (
    <>
      <a class="skip" href="#main">
        Skip to the panel
      </a>
      <Header />
      <Rail current={current} />
      <main id="main" tabIndex={-1}>
        {!isRecorded && <Strip />}
        <p role="status" class={pageState.said.value === '' ? 'hidden' : ''}>
          {pageState.said.value}
        </p>
        {isRecorded && notRecorded.has(current) ? <NotRecordedPanel name={name} /> : <Panel />}
      </main>
      <Help />
    </>
  )
}

window.addEventListener('popstate', () => {
  pageState.place.value = new URLSearchParams(location.search)
})
listenToKeys()
follow()
followFailures()
attempt(async () => {
  pageState.run.value = await askServer<InspectorState>('state')
})
const root = document.getElementById('app')
if (root !== null) render(<App />, root)
