import type { JSX } from 'preact'
import { RecordPanel } from './record-panel.tsx'
import type { LiveRecord } from '../wire/model.ts'
import { matchesSearch } from '../wire/model.ts'
import { go, pageState } from './page-state.ts'
import { shown, timeOf } from './shown.ts'
import { StandingChip } from './standing-chip.tsx'
import { VirtualTable } from './virtual-table.tsx'

const columns = [
  ['time', '7rem'],
  ['kind', '5rem'],
  ['key'],
  ['changed', '20%'],
  ['functions', '26%'],
] as const

/** Records that the search lets through, newest first. */
export const liveRows = (): readonly LiveRecord[] => {
  const search = pageState.place.value.get('search') ?? ''
  const all = [...pageState.model.value.now.records.values()].reverse()
  return search === '' ? all : all.filter(each => matchesSearch(each, search))
}

const changedWords = ({ row }: LiveRecord): string => {
  const more = row.changedCount - row.changed.length
  return shown(row.changed.join(', ')) + (more > 0 ? ` and ${more} more` : '')
}

const row = (each: LiveRecord): JSX.Element => (
  <>
    <td>{timeOf(each.seenAtMs)}</td>
    <td>{each.row.kind}</td>
    <td class="key">
      <button type="button" class="row" onClick={() => go({ record: String(each.row.id) })}>
        {shown(each.row.key)}
      </button>
    </td>
    <td>
      {changedWords(each)} <span class="quiet">({each.row.changedCount})</span>
    </td>
    <td>
      {[...each.functions].map(([name, view]) => (
        <StandingChip key={name} name={name} view={view} />
      ))}
    </td>
  </>
)

/** Every change as it comes. */
export const LivePanel = (): JSX.Element => {
  const { place, model } = pageState
  const rows = liveRows()
  const open = Number(place.value.get('record') ?? 0)
  const { records, forgotten } = model.value.now
  const isRecorded = pageState.run.value?.recorded !== undefined
  return (
    <>
      <h2>Live</h2>
      <form role="search" onSubmit={event => event.preventDefault()}>
        <label class="wide">
          search: text of the key, or pk: event: attr: handler: status: table:
          <input
            id="search"
            type="search"
            value={place.value.get('search') ?? ''}
            onInput={event => go({ search: event.currentTarget.value })}
          />
        </label>
      </form>
      <div class={open > 0 ? 'split' : ''}>
        <section aria-label="Changes">
          {rows.length === 0 ? (
            <p class="empty">
              {records.size === 0
                ? isRecorded
                  ? 'No change was recorded.'
                  : 'Nothing was written yet. Press w to write an item, or let your own program write to the endpoint above.'
                : 'No change matches the search. Empty it to see all.'}
            </p>
          ) : (
            <VirtualTable
              label="Changes"
              columns={columns}
              rows={rows}
              selected={rows.findIndex(each => each.row.id === open)}
              row={row}
              idOf={each => each.row.id}
            />
          )}
          {forgotten > 0 && <p class="quiet">{forgotten} older changes are not listed any more</p>}
        </section>
        {open > 0 && <RecordPanel id={open} />}
      </div>
    </>
  )
}
