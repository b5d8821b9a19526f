import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import type { ItemPage, TableKey, WireItem } from '../wire/wire-state.ts'
import { Editor } from './item-editor.tsx'
import { ItemRows } from './item-rows.tsx'
import { Transfer } from './item-transfer.tsx'
import { askServer, attempt, go, pageState, tell } from './page-state.ts'
import { TableForm } from './table-form.tsx'
import { askedBy } from './table-question.ts'

/** The items of a table, beside what its stream makes of them. */
export const TablePanel = (): JSX.Element => {
  const place = pageState.place.value
  const run = pageState.run.value
  const tableName = place.get('table') ?? run?.tables[0] ?? ''
  const [keys, setKeys] = useState<readonly TableKey[]>([])
  const [page, setPage] = useState<(ItemPage & { readonly before: readonly WireItem[] }) | undefined>(
    undefined,
  )
  const [open, setOpen] = useState<{ readonly item: WireItem | undefined } | undefined>(undefined)
  const key = keys.find(({ index }) => (index ?? '') === (place.get('index') ?? ''))
  const own = keys.find(({ index }) => index === undefined)
  const statement = place.get('statement') ?? ''
  const isNew = place.get('new') === 'item'
  const load = (next?: string): void => {
    attempt(async () => {
      const more = next !== undefined && { next }
      const found =
        statement === ''
          ? await tell<ItemPage>('table/items', { ...askedBy(place, tableName, key), ...more })
          : await tell<ItemPage>('table/statement', { statement, ...more })
      setPage({
        ...found,
        before: next === undefined || page === undefined ? [] : [...page.before, ...page.items],
      })
    })
  }
  useEffect(() => {
    if (tableName === '') return
    attempt(async () => {
      setKeys(await askServer<readonly TableKey[]>(`table/keys?table=${encodeURIComponent(tableName)}`))
    })
  }, [tableName])
  useEffect(() => {
    if (own !== undefined) load()
  }, [tableName, keys, place.get('index')])
  const close = (): void => {
    setOpen(undefined)
    go({ new: undefined })
    load()
  }
  const items = [...(page?.before ?? []), ...(page?.items ?? [])]
  const edited = isNew ? { item: undefined } : open
  return (
    <>
      <h2>Table</h2>
      <TableForm keys={keys} by={key} read={() => load()} />
      <Transfer tableName={tableName} done={() => load()} />
      {run?.allowsWrites === false && <p class="wait">Read-only: this run did not start the engine.</p>}
      <div class={edited === undefined ? '' : 'split'}>
        <section aria-label="Items">
          {page !== undefined && items.length === 0 ? (
            <p class="empty">
              No item here. Press w to write one, import a file, or read with fewer conditions.
            </p>
          ) : (
            <ItemRows items={items} by={key} own={own} opened={open?.item} open={item => setOpen({ item })} />
          )}
          {page?.next !== undefined && (
            <button type="button" onClick={() => load(page.next)}>
              More
            </button>
          )}
        </section>
        {edited !== undefined && own !== undefined && (
          <Editor
            key={edited.item === undefined ? 'new' : JSON.stringify(edited.item).slice(0, 2_000)}
            tableName={tableName}
            key_={own}
            shown={edited.item}
            done={close}
          />
        )}
      </div>
    </>
  )
}
