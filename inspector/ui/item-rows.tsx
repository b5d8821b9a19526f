import type { JSX } from 'preact'
import type { TableKey, WireItem } from '../wire/wire-state.ts'
import { shortened, shown, shownValue } from './shown.ts'
import { VirtualTable } from './virtual-table.tsx'

const attributesIn = (item: WireItem, key: TableKey | undefined): string =>
  Object.entries(item)
    .filter(([name]) => name !== key?.partition.name && name !== key?.sort?.name)
    .map(([name, value]) => `${shown(name)} ${shownValue(value).slice(0, 80)}`)
    .join('  ')
    .slice(0, 400)

const partOf = (item: WireItem, part: TableKey['sort']): string =>
  part === undefined ? '' : shortened(shownValue(item[part.name])).slice(0, 300)

interface ItemRowsProps {
  readonly items: readonly WireItem[]
  /** What is read by, and the key of the table itself. */
  readonly by: TableKey | undefined
  readonly own: TableKey | undefined
  readonly opened: WireItem | undefined
  readonly open: (item: WireItem) => void
}

/** Items as rows: the key that they are read by, and what else they hold. */
export const ItemRows = ({ items, by, own, opened, open }: ItemRowsProps): JSX.Element => {
  const sortName = by?.sort?.name
  const columns: readonly (readonly [string, string?])[] = [
    [by?.partition.name ?? 'key'],
    ...(sortName === undefined ? [] : [[sortName] as const]),
    ['attributes', '50%'],
  ]
  return (
    <VirtualTable
      label="Items"
      columns={columns}
      rows={items}
      selected={items.findIndex(each => each === opened)}
      idOf={each =>
        JSON.stringify([each[own?.partition.name ?? ''], each[own?.sort?.name ?? '']]).slice(0, 4_000)
      }
      row={item => (
        <>
          <td class="key">
            <button type="button" class="row" onClick={() => open(item)}>
              {partOf(item, by?.partition) || 'item'}
            </button>
          </td>
          {sortName !== undefined && <td class="key">{partOf(item, by?.sort)}</td>}
          <td class="key">{attributesIn(item, by)}</td>
        </>
      )}
    />
  )
}
