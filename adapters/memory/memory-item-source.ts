import type { Image } from '../../core/attributes/attribute-value.ts'
import { itemKey } from '../../core/record/item-key.ts'
import type { ItemSource } from '../../core/refresh/item-source.ts'

/** Items in memory that a refresh can read: for tests. */
export interface MemoryItemSource extends ItemSource {
  readonly put: (item: Image) => void
  /** Removes the item with these keys; more attributes than the keys do no harm. */
  readonly delete: (keys: Image) => void
}

/**
 * One table in memory with these items, whatever stream it is asked by. Its key attributes have to be named where
 * they are not PK and SK; an item without a sort key is found all the same.
 */
export const memoryItemSource = (
  items: readonly Image[] = [],
  keyNames: readonly string[] = ['PK', 'SK'],
): MemoryItemSource => {
  const keyOf = (item: Image): string =>
    itemKey(Object.fromEntries(Object.entries(item).filter(([name]) => keyNames.includes(name))))
  const held = new Map(items.map(item => [keyOf(item), item]))
  return {
    put: item => void held.set(keyOf(item), item),
    delete: keys => void held.delete(keyOf(keys)),
    read: async ({ keys }) => Promise.resolve(held.get(keyOf(keys))),
  }
}
