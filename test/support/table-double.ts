import type { Image } from '../../core/attributes/attribute-value.ts'
import { itemKey } from '../../core/record/item-key.ts'
import { textNumber } from '../../operations/verify/spill.ts'
import type { TableReader } from '../../operations/verify/table-reader.ts'
import { streamArn } from './records.ts'

/** A table of items in memory, or made up as they are asked for. */
export interface TableDouble {
  /** Keys in any order; a change between two calls shows. */
  readonly keys: () => Iterable<string>
  readonly get: (key: string) => Image | undefined
}

export const doubleKeys = (key: string): Image => ({ PK: { S: key } })

/** Reads a table double by segments and pages; each request is told before it is answered. */
export const readerOf = (
  { keys, get }: TableDouble,
  {
    pageItems = 100,
    onRead = async () => Promise.resolve(),
  }: { pageItems?: number; onRead?: () => Promise<void> } = {},
): TableReader => ({
  tableName: 'things',
  streamArn,
  page: async ({ segment, segments, cursor = '', limit = pageItems }) => {
    await onRead()
    const own = [...keys()].filter(key => key > cursor && textNumber(key) % segments === segment).sort()
    const page = own.slice(0, Math.min(limit, pageItems))
    const items = page.flatMap(key => {
      const item = get(key)
      return item === undefined ? [] : [{ keys: doubleKeys(key), item }]
    })
    const last = page.at(-1)
    return {
      items,
      readUnits: items.length,
      ...(own.length > page.length && last !== undefined && { cursor: last }),
    }
  },
  read: async asked => {
    await onRead()
    return { item: get(itemKey(asked)), readUnits: 1 }
  },
})
