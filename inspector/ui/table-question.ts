import type { TableKey } from '../wire/wire-state.ts'

const typed = (type: string, text: string): unknown => {
  if (type === 'BOOL') return { BOOL: text === 'true' }
  if (type === 'NULL') return { NULL: true }
  return { [type]: text }
}

/** What is asked of the table, from the fields of the form; it is in the address, too. */
export const askedBy = (
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
