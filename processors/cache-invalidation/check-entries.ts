import type { AnyChange } from '../../core/change/change.ts'
import { itemChanges } from '../../core/change/item-change.ts'
import { mapConcurrently } from '../../core/concurrency/map-concurrently.ts'
import type { Filter } from '../../core/filter/filter.ts'
import type { EntriesCheck } from '../../core/processor/processor.ts'
import type { Cache } from './cache.ts'

/** How an entry says which state of its item it was made of. */
export interface EntryVersion<C extends AnyChange> {
  /** The version that the item has, which every write of it changes; nothing where it has none. */
  readonly ofItem: (change: NoInfer<C>) => string | undefined
  /** The version that an entry states; nothing where it states none. */
  readonly ofEntry: (value: string) => string | undefined
}

const getsAtOnce = 16

/** What somebody else put there may be anything; it states nothing. */
const statedIn = (value: string | undefined, { ofEntry }: EntryVersion<AnyChange>): string | undefined => {
  try {
    return value === undefined ? undefined : ofEntry(value)
  } catch {
    return undefined
  }
}

/** Lets `verify` compare the entries under an item's own keys with the version that the item has. */
export const checkEntries = (
  filter: Filter,
  cache: Cache,
  keys: (change: AnyChange) => readonly string[],
  version: EntryVersion<AnyChange>,
): EntriesCheck => {
  const changeOfItem = itemChanges(filter.expr)
  return {
    kind: 'entries',
    expected: async (itemKeys, item) => {
      const change = await changeOfItem(itemKeys, item)
      if (change === undefined) return new Map()
      const wanted = version.ofItem(change)
      return new Map(wanted === undefined ? [] : keys(change).map(key => [key, wanted]))
    },
    look: async asked =>
      mapConcurrently(asked, getsAtOnce, async key => statedIn(await cache.get(key), version)),
    forget: async (forgotten, signal) =>
      cache.invalidate({ keys: forgotten, patterns: [], groups: [] }, signal),
  }
}
