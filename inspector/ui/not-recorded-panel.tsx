import type { JSX } from 'preact'

/** Panels that ask a run, its files or its tables, by their ids. */
export const notRecorded: ReadonlySet<string> = new Set([
  ...['failures', 'handlers', 'verify', 'fixtures', 'checks', 'table'],
])

/** Stands where a panel has no source in a recording. */
export const NotRecordedPanel = ({ name }: { readonly name: string }): JSX.Element => (
  <>
    <h2>{name}</h2>
    <p class="empty">
      Not in a recording, which holds what happened and neither tables nor files. Live shows every change with
      its outcomes, Batches every try; for this panel, start tailrace dev in the project.
    </p>
  </>
)
