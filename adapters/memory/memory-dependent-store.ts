import { attributeAt } from '../../core/diff/attribute-at.ts'
import { sameAttribute } from '../../core/diff/same-attribute.ts'
import { itemKey } from '../../core/record/item-key.ts'
import type { Image } from '../../core/attributes/attribute-value.ts'
import type { DependentQuery, DependentStore, Removal } from '../../processors/cleanup/dependent-store.ts'

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
  readonly delete: (keys: Image) => void
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
  const remove = (keys: Image, isToGo: (item: Image) => boolean): Removal => {
    const item = items.get(itemKey(keys))
    if (item === undefined) return 'unchanged'
    if (!isToGo(item)) return 'changed'
    items.delete(itemKey(keys))
    return 'applied'
  }
  const isSame = (a: Image, b: Image, path: string): boolean => {
    const [left, right] = [attributeAt(a, path), attributeAt(b, path)]
    return left !== undefined && right !== undefined && sameAttribute(left, right)
  }
  return {
    put: item => void items.set(itemKey(keysOf(item)), item),
    delete: keys => void items.delete(itemKey(keysOf(keys))),
    items: () => [...items.values()],
    page: async (query, cursor) => {
      const found = [...items]
        .filter(([, item]) => finds(query, item))
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .filter(([key]) => cursor === undefined || key > itemKey(cursor))
      const dependents = found.slice(0, pageSize).map(([, item]) => ({ keys: keysOf(item), item }))
      const next = found.length > pageSize ? dependents.at(-1)?.keys : undefined
      return Promise.resolve({ dependents, cursor: next })
    },
    parent: async ({ keys }) => Promise.resolve(items.get(itemKey(keys))),
    removeWithoutParent: async ({ keys: parent }, query, dependents) =>
      Promise.resolve(
        items.has(itemKey(parent))
          ? 'parent-lives'
          : dependents.map(({ keys }) => remove(keys, item => finds(query, item))),
      ),
    removeAsSeen: async (path, query, dependents) =>
      Promise.resolve(
        dependents.map(({ keys, item: seen }) =>
          remove(keys, item => finds(query, item) && isSame(item, seen, path)),
        ),
      ),
  }
}
