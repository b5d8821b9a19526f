import type { JSX } from 'preact'
import type { TableKey } from '../wire/wire-state.ts'
import { go, pageState } from './page-state.ts'

const operators = ['=', '<>', '<', '<=', '>', '>=', 'begins_with', 'contains', 'exists', 'missing'] as const
const sortOperators = ['=', '<', '<=', '>', '>=', 'begins_with'] as const

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

interface TableFormProps {
  readonly keys: readonly TableKey[]
  /** What is read by. */
  readonly by: TableKey | undefined
  readonly read: () => void
}

/** What is read of a table: by a key, a filter, or a statement. */
export const TableForm = ({ keys, by, read }: TableFormProps): JSX.Element => {
  const run = pageState.run.value
  return (
    <form
      onSubmit={event => {
        event.preventDefault()
        read()
      }}
    >
      <Field name="table" label="table" options={run?.tables ?? []} />
      <Field name="index" label="index" options={keys.map(({ index }) => index ?? '')} />
      <Field name="partition" label={`${by?.partition.name ?? 'partition'} (empty: scan)`} />
      {by?.sort !== undefined && (
        <>
          <Field name="sortOp" label="sort key is" options={sortOperators} />
          <Field name="sort" label={by.sort.name} />
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
  )
}
