import { itemKey } from '../../core/record/item-key.ts'
import type { Image } from '../../core/record/attribute-value.ts'
import type { DependentQuery, DependentStore } from '../../processors/cleanup/dependent-store.ts'

const textOf = (item: Image | undefined, name: string): string | undefined => {
  const value = item?.[name]
  return value !== undefined && 'S' in value ? value.S : undefined
}

const finds = ({ partitionKey, sortKey }: DependentQuery, item: Image): boolean =>
  textOf(item, partitionKey.name) === partitionKey.value &&
  (sortKey === undefined || (textOf(item, sortKey.name) ?? '').startsWith(sortKey.prefix))

/** A table in memory that clean-up can work on: for tests. */
export interface MemoryDependentStore extends DependentStore {
  readonly put: (item: Image) => void
  readonly items: () => readonly Image[]
}

/** A table with these key attributes, empty. Pages hold `pageSize` items. */
export const memoryDependentStore = (
  keyNames: readonly string[] = ['PK', 'SK'],
  pageSize = 10,
): MemoryDependentStore => {
  const items = new Map<string, Image>()
  const keysOf = (item: Image): Image =>
    Object.fromEntries(Object.entries(item).filter(([name]) => keyNames.includes(name)))
  return {
    put: item => void items.set(itemKey(keysOf(item)), item),
    items: () => [...items.values()],
    page: async (query, cursor) => {
      const found = [...items]
        .filter(([, item]) => finds(query, item))
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .filter(([key]) => cursor === undefined || key > itemKey(cursor))
      const page = found.slice(0, pageSize).map(([, item]) => keysOf(item))
      return Promise.resolve({ keys: page, cursor: found.length > pageSize ? page.at(-1) : undefined })
    },
    read: async (keys, attribute) => Promise.resolve(textOf(items.get(itemKey(keys)), attribute)),
    removeOlder: async (keys, { attribute, before }) =>
      Promise.resolve(
        keys.map(key => {
          const created = textOf(items.get(itemKey(key)), attribute)
          if (created === undefined || created >= before) return 'unchanged'
          items.delete(itemKey(key))
          return 'applied'
        }),
      ),
  }
}
