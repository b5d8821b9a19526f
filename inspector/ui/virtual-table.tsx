import type { ComponentChildren, JSX } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'

const rowHeight = 28
const around = 10

/** What {@link VirtualTable} takes. */
interface VirtualTableProps<T> {
  readonly label: string
  readonly columns: readonly (readonly [name: string, width?: string])[]
  readonly rows: readonly T[]
  readonly selected: number
  readonly row: (each: T, index: number) => ComponentChildren
  readonly idOf: (each: T) => string | number
}

/** A real table of which only the rows in view are there; assistive tools are told how many there are. */
export const VirtualTable = <T,>(props: VirtualTableProps<T>): JSX.Element => {
  const { label, columns, rows, selected, row, idOf } = props
  const box = useRef<HTMLDivElement>(null)
  const [view, setView] = useState({ top: 0, height: 600 })
  useEffect(() => {
    const element = box.current
    if (element === null || selected < 0) return
    const top = selected * rowHeight
    if (top < element.scrollTop) element.scrollTop = top
    if (top + 2 * rowHeight > element.scrollTop + element.clientHeight)
      element.scrollTop = top + 2 * rowHeight - element.clientHeight
  }, [selected])
  const first = Math.max(0, Math.floor(view.top / rowHeight) - around)
  const last = Math.min(rows.length, Math.ceil((view.top + view.height) / rowHeight) + around)
  const look = (): void => {
    const element = box.current
    if (element !== null) setView({ top: element.scrollTop, height: element.clientHeight })
  }
  const spacer = (count: number): JSX.Element | false =>
    count > 0 && (
      <tr class="spacer" aria-hidden="true">
        <td colSpan={columns.length} style={{ height: `${count * rowHeight}px` }} />
      </tr>
    )
  return (
    <div class="scroll" ref={box} onScroll={look} tabIndex={0} role="region" aria-label={`${label}, scrolls`}>
      <table aria-label={label} aria-rowcount={rows.length + 1}>
        <colgroup>
          {columns.map(([name, width]) => (
            <col key={name} style={width === undefined ? {} : { width }} />
          ))}
        </colgroup>
        <thead>
          <tr aria-rowindex={1}>
            {columns.map(([name]) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {spacer(first)}
          {rows.slice(first, last).map((each, index) => (
            <tr
              key={idOf(each)}
              aria-rowindex={first + index + 2}
              aria-current={first + index === selected ? 'true' : undefined}
              class={first + index === selected ? 'selected' : undefined}
            >
              {row(each, first + index)}
            </tr>
          ))}
          {spacer(rows.length - last)}
        </tbody>
      </table>
    </div>
  )
}
