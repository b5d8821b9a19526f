import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { attempt, say, tell } from './page-state.ts'

/** Items of a table into a file, and out of one. */
export const Transfer = ({ tableName, done }: { tableName: string; done: () => void }): JSX.Element => {
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
