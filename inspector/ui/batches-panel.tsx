import type { JSX } from 'preact'
import type { BatchNode, BatchView } from '../wire/model.ts'
import { go, pageState } from './page-state.ts'
import { shown, timeOf } from './shown.ts'
import { StateWord } from './standing-chip.tsx'
import { VirtualTable } from './virtual-table.tsx'

const columns = [
  ['time', '8.5rem'],
  ['function'],
  ['records', '6rem'],
  ['closed by', '7rem'],
  ['tries', '4rem'],
  ['result', '9rem'],
] as const

const resultOf = ({ nodes }: BatchView): string => {
  // A half that was not tried yet has no node.
  const last = [...nodes.values()].flatMap(({ halved, part, tries }) =>
    halved
      ? ['a', 'b'].flatMap(half => (nodes.has(part + half) ? [] : ['waiting']))
      : [tries.at(-1)?.result ?? 'waiting'],
  )
  return last.find(each => each !== 'success') ?? 'success'
}

const triesOf = ({ nodes }: BatchView): number =>
  [...nodes.values()].reduce((sum, { tries }) => sum + tries.length, 0)

/** Batches, newest first. */
export const batchRows = (): readonly BatchView[] => [...pageState.model.value.now.batches.values()].reverse()

const row = (batch: BatchView): JSX.Element => (
  <>
    <td>{timeOf(batch.atMs)}</td>
    <td>
      <button type="button" class="row" onClick={() => go({ batch: batch.id })}>
        {batch.functionName}
      </button>
    </td>
    <td>{batch.records.length}</td>
    <td>{batch.closedBy}</td>
    <td>{triesOf(batch)}</td>
    <td>
      <StateWord state={resultOf(batch)} />
    </td>
  </>
)

const keyOf = (id: number): string => pageState.model.value.now.records.get(id)?.row.key ?? 'not kept'

const Leaf = ({ id }: { readonly id: number }): JSX.Element => (
  <a
    href={`/?record=${id}`}
    onClick={event => {
      event.preventDefault()
      go({ panel: undefined, record: String(id) })
    }}
  >
    {shown(keyOf(id))}
  </a>
)

const Node = ({ batch, node }: { readonly batch: BatchView; readonly node: BatchNode }): JSX.Element => {
  const halves = ['a', 'b'].flatMap(half => batch.nodes.get(node.part + half) ?? [])
  const last = node.tries.at(-1)
  return (
    <li>
      <strong>{node.part === '' ? 'whole batch' : `half ${node.part}`}</strong>: {node.records.length}{' '}
      {node.records.length === 1 ? 'record' : 'records'}, {node.tries.length}{' '}
      {node.tries.length === 1 ? 'try' : 'tries'}{' '}
      <StateWord state={node.halved ? 'failure' : (last?.result ?? 'waiting')} />
      {last?.message !== undefined && <span class="bad"> {shown(last.message)}</span>}
      {node.records.length === 1 && node.records[0] !== undefined && (
        <>
          {' '}
          <Leaf id={node.records[0]} />
        </>
      )}
      {node.halved && (
        <ul>
          {halves.map(half => (
            <Node key={half.part} batch={batch} node={half} />
          ))}
          {halves.length < 2 && <li class="quiet">the other half waits</li>}
        </ul>
      )}
    </li>
  )
}

const Tries = ({ batch }: { readonly batch: BatchView }): JSX.Element => (
  <ol>
    {[...batch.nodes.values()]
      .flatMap(({ part, records, tries }) => tries.map(each => ({ ...each, part, size: records.length })))
      .toSorted((a, b) => a.atMs - b.atMs)
      .map(({ requestId, atMs, endedMs, part, size, attempt, result }) => (
        <li key={requestId}>
          {timeOf(atMs)} {part === '' ? 'whole' : part}, {size}, try {attempt}: <StateWord state={result} />
          {endedMs !== undefined && ` in ${endedMs - atMs} ms`}
        </li>
      ))}
  </ol>
)

/** Every batch, and how it was halved until the record that fails it was alone. */
export const BatchesPanel = (): JSX.Element => {
  const rows = batchRows()
  const id = pageState.place.value.get('batch')
  const batch = rows.find(each => each.id === id)
  const root = batch?.nodes.get('')
  return (
    <>
      <h2>Batches</h2>
      {rows.length === 0 ? (
        <p class="empty">No batch was formed yet. Press w to write an item: its function gets a batch.</p>
      ) : (
        <div class={batch === undefined ? '' : 'split'}>
          <section aria-label="Batches">
            <VirtualTable
              label="Batches"
              columns={columns}
              rows={rows}
              selected={rows.findIndex(each => each.id === id)}
              row={row}
              idOf={each => each.id}
            />
          </section>
          {batch !== undefined && root !== undefined && (
            <section aria-label="Batch">
              <div class="tools">
                <button type="button" onClick={() => go({ batch: undefined })}>
                  Close (Esc)
                </button>
              </div>
              <p>
                {batch.functionName}, lane {batch.lane} of <span class="key">{batch.shardId}</span>
              </p>
              <h3>Bisect tree</h3>
              <ul class="tree" aria-label="Bisect tree">
                <Node batch={batch} node={root} />
              </ul>
              <h3>Invocations</h3>
              <Tries batch={batch} />
            </section>
          )}
        </div>
      )}
    </>
  )
}
