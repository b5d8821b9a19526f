import type { StreamWrite } from './write.ts'
import { itemName, textAt } from './write.ts'

/** What is cached, by the type of its item, and the group in which all of its kind are. */
const cached: Readonly<Record<string, string>> = {
  USER: 'User',
  PRODUCT: 'Product',
  ORDER: 'Order',
  ORDER_ITEM: 'OrderItem',
}

/** What the cache has to forget because of these writes: each item's own key, and the group of its kind. */
export const promisedForgetting = (writes: readonly StreamWrite[]): readonly string[] => {
  const lines = writes.flatMap(({ keys, before, after }) => {
    const groups = [before, after].flatMap(image => cached[textAt(image, 'type')] ?? [])
    return groups.length === 0
      ? []
      : [`cache key ${itemName(keys)}`, ...groups.map(group => `cache group ${group}`)]
  })
  return [...new Set(lines)]
}
