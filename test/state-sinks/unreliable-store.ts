import type { Image } from '../../core/attributes/attribute-value.ts'
import type { ItemSource } from '../../core/refresh/item-source.ts'
import type { SearchOperation, SearchStore } from '../../processors/search-index/search-store.ts'
import type { VersionCounters } from '../../core/version/version-counters.ts'
import type { Turns } from './turns.ts'

/** What goes wrong between a function and its store, as chances from 0 to 1 for each call. */
export interface Trouble {
  /** The function dies before the call reaches the store, or after it did. */
  readonly crash: number
  /** The function dies, and its write arrives long after. */
  readonly lateWrite: number
}

/** One invocation of a function: once it is dead nothing that it still does counts. */
export interface SearchInvocation {
  isDead: boolean
}

/** Ports as an invocation has them. */
export interface UnreliablePorts {
  readonly store: SearchStore
  readonly items: ItemSource
  readonly counters: VersionCounters
}

const turnsUntilLate = 40

/**
 * A first document under a derived id carries no version that could hold it back when it comes late, after the id was
 * left again: what a kill in between leaves is a limit that the docs name.
 */
const mayBeLate = ({ guard }: SearchOperation): boolean => guard.by !== 'absent'

/** Makes ports through which an invocation reaches a store and a table, if it lives. */
export const unreliablePorts = (
  inner: SearchStore,
  counters: VersionCounters,
  table: () => ReadonlyMap<string, Image>,
  turns: Turns,
  random: () => number,
  trouble: () => Trouble,
  late: Promise<unknown>[],
): ((invocation: () => SearchInvocation) => UnreliablePorts) => {
  const arriveLate = async (effect: () => Promise<unknown>): Promise<void> => {
    for (let turn = 0; turn < turnsUntilLate; turn += 1) await turns.pause()
    await effect()
  }
  const call = async <T>(
    invocation: SearchInvocation,
    effect: () => Promise<T>,
    canBeLate: boolean,
  ): Promise<T> => {
    const die = (): never => {
      invocation.isDead = true
      throw new Error('the function died')
    }
    await turns.pause()
    if (invocation.isDead) die()
    const { crash, lateWrite } = trouble()
    if (canBeLate && random() < lateWrite) {
      late.push(arriveLate(effect))
      die()
    }
    if (random() < crash) die()
    const result = await effect()
    if (random() < crash) die()
    await turns.pause()
    return result
  }
  return current => ({
    store: {
      ...inner,
      write: async operations => {
        // One by one, because others may come between the documents of a bulk request.
        const results: Awaited<ReturnType<SearchStore['write']>>[number][] = []
        const invocation = current()
        for (const operation of operations)
          results.push(
            ...(await call(invocation, async () => inner.write([operation]), mayBeLate(operation))),
          )
        return results
      },
      look: async request => call(current(), async () => inner.look(request), false),
      prepare: async index => call(current(), async () => inner.prepare(index), false),
      readMark: async index => call(current(), async () => inner.readMark(index), false),
      writeMark: async (index, mark) => call(current(), async () => inner.writeMark(index, mark), true),
    },
    counters: {
      take: async requests => call(current(), async () => counters.take(requests), true),
    },
    items: {
      read: async ({ keys: { PK } }) =>
        call(
          current(),
          async () => Promise.resolve(table().get(PK !== undefined && 'S' in PK ? PK.S : '')),
          false,
        ),
    },
  })
}
