import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import type { FixtureFile, ReplayView } from '../wire/wire-state.ts'
import { vitestForFile, vitestFor } from './copy-as.ts'
import { askServer, attempt, copy, say, tell } from './page-state.ts'
import { shown } from './shown.ts'

/** A test of one record carries it; one of several reads the file. */
const copyTest = (name: string): void => {
  attempt(async () => {
    const records = await askServer<readonly StreamRecord[]>(`fixtures/${encodeURIComponent(name)}`)
    const [first, ...others] = records
    copy(first !== undefined && others.length === 0 ? vitestFor(first) : vitestForFile(name), 'the test')
  })
}

const Row = ({
  fixture: { name, bytes, records, problem },
  replay,
}: {
  readonly fixture: FixtureFile
  readonly replay: (name: string) => void
}): JSX.Element => (
  <li>
    <span class="key">{shown(name)}</span>{' '}
    {problem === undefined ? (
      <>
        {records} {records === 1 ? 'record' : 'records'}, {bytes} bytes{' '}
        <button type="button" onClick={() => replay(name)} aria-label={`Replay ${shown(name)}`}>
          Replay
        </button>{' '}
        <button type="button" onClick={() => copyTest(name)} aria-label={`Copy as test ${shown(name)}`}>
          Copy as test
        </button>
      </>
    ) : (
      <span class="bad">{shown(problem)}</span>
    )}
  </li>
)

const Replayed = ({ name, view }: { readonly name: string; readonly view: ReplayView }): JSX.Element => {
  const { received, applied, unchanged, filtered, parked, failed } = view.summary
  return (
    <section aria-label="Replay">
      <h3>
        {shown(name)}: {received} received, {applied} applied, {unchanged} unchanged, {filtered} filtered,{' '}
        {parked} parked, {failed} failed
      </h3>
      <pre tabIndex={0} aria-label="What happened to each record">
        {view.lines.map(shown).join('\n')}
      </pre>
    </section>
  )
}

/** The project's fixtures: replayed on sinks of their own, or made into a test. */
export const FixturesPanel = (): JSX.Element => {
  const [fixtures, setFixtures] = useState<readonly FixtureFile[] | undefined>(undefined)
  const [done, setDone] = useState<{ readonly name: string; readonly view: ReplayView } | undefined>(
    undefined,
  )
  useEffect(() => {
    attempt(async () => {
      setFixtures(await askServer<readonly FixtureFile[]>('fixtures'))
    })
  }, [])
  const replay = (name: string): void => {
    say(`${name} is replayed`)
    attempt(async () => {
      const view = await tell<ReplayView>('actions/replay', { name })
      setDone({ name, view })
      say(`${name}: ${view.summary.failed} of ${view.summary.received} failed`)
    })
  }
  return (
    <>
      <h2>Fixtures</h2>
      {fixtures?.length === 0 && (
        <p class="empty">No fixture yet. Open a record in Live and press e: it is written to fixtures/.</p>
      )}
      {fixtures !== undefined && fixtures.length > 0 && (
        <>
          <p>
            A replay gives the records to the project’s functions as they are now, on sinks of its own.
            Nothing of this run is touched.
          </p>
          <ul>
            {fixtures.map(fixture => (
              <Row key={fixture.name} fixture={fixture} replay={replay} />
            ))}
          </ul>
        </>
      )}
      {done !== undefined && <Replayed name={done.name} view={done.view} />}
    </>
  )
}
