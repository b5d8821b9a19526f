import type { JSX } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { TableKey, WireItem } from '../wire/wire-state.ts'
import { sdkPut } from './copy-as.ts'
import { attempt, copy, say, tell } from './page-state.ts'
import { jsonOf } from './shown.ts'

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

/** An item as DynamoDB's JSON, to be written, changed or deleted. */
export const Editor = ({ tableName, key_, shown: before, done }: EditorProps): JSX.Element => {
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
