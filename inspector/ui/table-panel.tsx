import type { JSX } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { ItemPage, TableKey, WireItem } from '../wire/wire-state.ts'
import { sdkPut } from './copy-as.ts'
import { askServer, attempt, copy, go, pageState, say, tell } from './page-state.ts'
import { jsonOf, shortened, shown, shownValue } from './shown.ts'
import { VirtualTable } from './virtual-table.tsx'

const operators = ['=', '<>', '<', '<=', '>', '>=', 'begins_with', 'contains', 'exists', 'missing'] as const
const sortOperators = ['=', '<', '<=', '>', '>=', 'begins_with'] as const

const typed = (type: string, text: string): unknown => {
  if (type === 'BOOL') return { BOOL: text === 'true' }
  if (type === 'NULL') return { NULL: true }
  return { [type]: text }
}

/** What is asked of the table, from the fields of the form; it is in the address, too. */
const askedBy = (
  place: URLSearchParams,
  tableName: string,
  key: TableKey | undefined,
): Record<string, unknown> => {
  const field = (name: string): string => place.get(name) ?? ''
  const partition = field('partition') !== '' &&
    key !== undefined && {
      partition: { name: key.partition.name, op: '=', value: typed(key.partition.type, field('partition')) },
    }
  const sort = field('sort') !== '' &&
    key?.sort !== undefined && {
      sort: { name: key.sort.name, op: field('sortOp') || '=', value: typed(key.sort.type, field('sort')) },
    }
  const filter = field('filter') !== '' && {
    filter: {
      name: field('filter'),
      op: field('filterOp') || '=',
      value: typed(field('filterType') || 'S', field('filterValue')),
    },
  }
  return {
    tableName,
    ...(key?.index !== undefined && { index: key.index }),
    ...partition,
    ...(partition !== false && sort),
    ...filter,
  }
}

const Field = ({
  name,
  label,
  options,
}: {
  name: string
  label: string
  options?: readonly string[]
}): JSX.Element => {
  const value = pageState.place.value.get(name) ?? ''
  const change = (text: string): void => go({ [name]: text })
  return (
    <label>
      {label}
      {options === undefined ? (
        <input value={value} onInput={event => change(event.currentTarget.value)} />
      ) : (
        <select value={value || options[0]} onChange={event => change(event.currentTarget.value)}>
          {options.map(each => (
            <option key={each}>{each}</option>
          ))}
        </select>
      )}
    </label>
  )
}

const parsedItem = (text: string): WireItem => {
  const value: unknown = JSON.parse(text)
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error('An item is an object.')
  return value as WireItem
}

interface EditorProps {
  readonly tableName: string
  readonly key_: TableKey | undefined
  /** What is edited; nothing for a new item. */
  readonly shown: WireItem | undefined
  readonly done: () => void
}

const blank = (key: TableKey | undefined): WireItem =>
  Object.fromEntries(
    [key?.partition, key?.sort].flatMap(part =>
      part === undefined ? [] : [[part.name, { [part.type]: '' }]],
    ),
  ) as unknown as WireItem

const Editor = ({ tableName, key_, shown: before, done }: EditorProps): JSX.Element => {
  const [text, setText] = useState(jsonOf(before ?? blank(key_)))
  const [isSure, setSure] = useState(false)
  const field = useRef<HTMLTextAreaElement>(null)
  useEffect(() => field.current?.focus(), [])
  const act = (path: string, body: object, word: string): void => {
    attempt(async () => {
      await tell(`table/${path}`, { tableName, ...body })
      say(`the item is ${word}`)
      done()
    })
  }
  const save = (): void => {
    attempt(async () => {
      const item = parsedItem(text)
      if (before === undefined) act('put', { item }, 'written')
      else act('edit', { item, shown: before }, 'changed')
      return Promise.resolve()
    })
  }
  const remove = (): void => {
    if (isSure) act('delete', { shown: before }, 'deleted')
    else setSure(true)
  }
  return (
    <section aria-label="Item">
      <label>
        {before === undefined ? 'New item' : 'Item'}, as DynamoDB's JSON
        <textarea ref={field} rows={16} value={text} onInput={event => setText(event.currentTarget.value)} />
      </label>
      <div class="tools">
        <button type="button" onClick={save}>
          {before === undefined ? 'Put' : 'Save'}
        </button>
        {before !== undefined && (
          <>
            <button type="button" onClick={remove}>
              {isSure ? 'Really delete' : 'Delete'}
            </button>
            <button type="button" onClick={() => copy(sdkPut(tableName, before), 'the call')}>
              Copy as SDK call
            </button>
          </>
        )}
        <button type="button" onClick={done}>
          Close (Esc)
        </button>
      </div>
      <p class="quiet">It is written only if it is still what is shown.</p>
    </section>
  )
}

const Transfer = ({ tableName, done }: { tableName: string; done: () => void }): JSX.Element => {
  const [replaces, setReplaces] = useState(false)
  const load = (file: File | undefined): void => {
    if (file === undefined) return
    attempt(async () => {
      const body = { tableName, text: await file.text(), replaces }
      const { written, problem } = await tell<{ written: number; problem?: string }>('table/import', body)
      say(`${written} items written${problem === undefined ? '' : `; ${problem}`}`)
      done()
    })
  }
  const save = (): void => {
    attempt(async () => {
      const { text } = await tell<{ text: string }>('table/export', { tableName })
      const link = document.createElement('a')
      link.href = URL.createObjectURL(new Blob([text], { type: 'application/x-ndjson' }))
      link.download = `${tableName}.ndjson`
      link.click()
      URL.revokeObjectURL(link.href)
    })
  }
  return (
    <div class="tools">
      <button type="button" onClick={save}>
        Export
      </button>
      <label>
        Import a file
        <input type="file" onChange={event => load(event.currentTarget.files?.[0])} />
      </label>
      <label>
        <input
          type="checkbox"
          checked={replaces}
          onChange={event => setReplaces(event.currentTarget.checked)}
        />
        replace items that are there
      </label>
    </div>
  )
}

const attributesIn = (item: WireItem, key: TableKey | undefined): string =>
  Object.entries(item)
    .filter(([name]) => name !== key?.partition.name && name !== key?.sort?.name)
    .map(([name, value]) => `${shown(name)} ${shownValue(value).slice(0, 80)}`)
    .join('  ')
    .slice(0, 400)

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
  const sortName = key?.sort?.name
  const columns: readonly (readonly [string, string?])[] = [
    [key?.partition.name ?? 'key'],
    ...(sortName === undefined ? [] : [[sortName] as const]),
    ['attributes', '50%'],
  ]
  const partOf = (item: WireItem, part: TableKey['sort']): string =>
    part === undefined ? '' : shortened(shownValue(item[part.name])).slice(0, 300)
  const edited = isNew ? { item: undefined } : open
  return (
    <>
      <h2>Table</h2>
      <form
        onSubmit={event => {
          event.preventDefault()
          load()
        }}
      >
        <Field name="table" label="table" options={run?.tables ?? []} />
        <Field name="index" label="index" options={keys.map(({ index }) => index ?? '')} />
        <Field name="partition" label={`${key?.partition.name ?? 'partition'} (empty: scan)`} />
        {key?.sort !== undefined && (
          <>
            <Field name="sortOp" label="sort key is" options={sortOperators} />
            <Field name="sort" label={key.sort.name} />
          </>
        )}
        <Field name="filter" label="filter: attribute" />
        <Field name="filterOp" label="filter: is" options={operators} />
        <Field name="filterType" label="filter: type" options={['S', 'N', 'BOOL', 'B', 'NULL']} />
        <Field name="filterValue" label="filter: value" />
        <Field name="statement" label="or PartiQL" />
        <button type="submit">Read</button>
        <button type="button" onClick={() => go({ new: 'item' })} disabled={run?.allowsWrites !== true}>
          New item (w)
        </button>
      </form>
      <Transfer tableName={tableName} done={() => load()} />
      {run?.allowsWrites === false && <p class="wait">Read-only: this run did not start the engine.</p>}
      <div class={edited === undefined ? '' : 'split'}>
        <section aria-label="Items">
          {page !== undefined && items.length === 0 ? (
            <p class="empty">
              No item here. Press w to write one, import a file, or read with fewer conditions.
            </p>
          ) : (
            <VirtualTable
              label="Items"
              columns={columns}
              rows={items}
              selected={items.findIndex(each => each === open?.item)}
              idOf={each =>
                JSON.stringify([each[own?.partition.name ?? ''], each[own?.sort?.name ?? '']]).slice(0, 4_000)
              }
              row={item => (
                <>
                  <td class="key">
                    <button type="button" class="row" onClick={() => setOpen({ item })}>
                      {partOf(item, key?.partition) || 'item'}
                    </button>
                  </td>
                  {sortName !== undefined && <td class="key">{partOf(item, key?.sort)}</td>}
                  <td class="key">{attributesIn(item, key)}</td>
                </>
              )}
            />
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
