import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import type { RecordDetail } from '../wire/wire-state.ts'
import { vitestFor } from './copy-as.ts'
import { ImageDiff } from './image-diff.tsx'
import { askServer, attempt, copy, go, pageState, say, tell } from './page-state.ts'
import { jsonOf, shortened, shown, shownLines, timeOf } from './shown.ts'
import { StateWord } from './standing-chip.tsx'

/** Writes the record to a file of the project. */
export const exportRecord = (id: number): void => {
  attempt(async () => {
    const { file } = await tell<{ readonly file: string }>('actions/fixture', { records: [id] })
    say(`written to ${file}`)
  })
}

/** Puts a test with the record on the clipboard. */
export const copyRecordTest = (id: number): void => {
  attempt(async () => {
    const { record } = await askServer<RecordDetail>(`records/${id}`)
    if (record === undefined) throw new Error('The images of this record are not kept any more.')
    copy(vitestFor(record), 'the test')
  })
}

const Deliveries = ({ id }: { readonly id: number }): JSX.Element => {
  const record = pageState.model.value.now.records.get(id)
  if (record === undefined || record.deliveries.length === 0)
    return <p class="quiet">No invocation has carried it.</p>
  return (
    <ul>
      {record.deliveries.map(({ functionName, requestId, attempt: tried, part, size, atMs, result }) => (
        <li key={requestId}>
          {timeOf(atMs)} {functionName}, try {tried}, {part === '' ? 'whole batch' : `half ${part}`} of {size}
          : <StateWord state={result} />
        </li>
      ))}
    </ul>
  )
}

const Outcomes = ({ id }: { readonly id: number }): JSX.Element | null => {
  const record = pageState.model.value.now.records.get(id)
  if (record === undefined) return null
  return (
    <ul>
      {[...record.functions].flatMap(([name, { outcomes }]) =>
        outcomes.map(({ processor, outcome, attempt: tried, message, remedy }) => (
          <li key={`${name}/${processor}`}>
            {name}/{processor}: <StateWord state={outcome} /> after {tried} failed
            {message !== undefined && (
              <>
                : {shown(message)} {remedy}
              </>
            )}
          </li>
        )),
      )}
    </ul>
  )
}

const Explanations = ({ explanations }: Pick<RecordDetail, 'explanations'>): JSX.Element => (
  <ul>
    {explanations.map(({ functionName, processor, matched, kind, failed }) => (
      <li key={`${functionName}/${processor}`}>
        {functionName}/{processor}:{' '}
        {matched ? (
          <span class="good">matched as {kind}</span>
        ) : (
          <span class="quiet">not matched: {shown(failed.join('; '))}</span>
        )}
      </li>
    ))}
  </ul>
)

/** One record: what changed, who wanted it and why, who carried it, what was before and after. */
export const RecordPanel = ({ id }: { readonly id: number }): JSX.Element => {
  const [detail, setDetail] = useState<RecordDetail | undefined>(undefined)
  useEffect(() => {
    setDetail(undefined)
    attempt(async () => {
      setDetail(await askServer<RecordDetail>(`records/${id}`))
    })
  }, [id])
  const record = detail?.record
  const isRecorded = pageState.run.value?.recorded !== undefined
  return (
    <section aria-label="Record">
      <div class="tools">
        {!isRecorded && (
          <button type="button" onClick={() => exportRecord(id)}>
            Export fixture (e)
          </button>
        )}
        <button type="button" onClick={() => copyRecordTest(id)}>
          Copy as test (t)
        </button>
        <button type="button" onClick={() => go({ record: undefined })}>
          Close (Esc)
        </button>
      </div>
      {detail !== undefined && (
        <>
          <p class="key">
            {detail.row.kind} {shown(detail.row.key)} <span class="quiet">{detail.row.sequenceNumber}</span>
          </p>
          <h3>Difference</h3>
          {record === undefined ? (
            <p class="quiet">Not kept: newer records needed the room.</p>
          ) : (
            <ImageDiff before={record.dynamodb?.OldImage} after={record.dynamodb?.NewImage} />
          )}
          <h3>Handlers</h3>
          <Outcomes id={id} />
          {isRecorded && <p class="quiet">What each filter says is not in a recording.</p>}
          <Explanations explanations={detail.explanations} />
          <h3>Deliveries</h3>
          <Deliveries id={id} />
          <h3>Same item</h3>
          <ul>
            {detail.neighbours.map(each => (
              <li key={each.id}>
                {each.id === id ? (
                  <strong>{each.kind}, this one</strong>
                ) : (
                  <a
                    href={`/?record=${each.id}`}
                    onClick={event => {
                      event.preventDefault()
                      go({ record: String(each.id) })
                    }}
                  >
                    {each.kind} {each.sequenceNumber}
                  </a>
                )}
              </li>
            ))}
          </ul>
          <h3>Raw</h3>
          <pre tabIndex={0} aria-label="The record as JSON">
            {record === undefined ? 'not kept' : shortened(shownLines(jsonOf(record)))}
          </pre>
        </>
      )}
    </section>
  )
}
