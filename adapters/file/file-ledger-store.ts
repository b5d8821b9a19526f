import type { LedgerStore } from '../../core/ledger/ledger-store.ts'
import { memoryLedgerStore } from '../memory/memory-ledger-store.ts'
import { appendLines, followLines } from './ndjson-file.ts'

type Entry = Parameters<LedgerStore['add']>[0]

/**
 * A ledger in an append-only file of lines, for runs on one machine: it is held in memory whole, and each query
 * first reads what other processes added since. Expired entries stay in the file.
 */
export const fileLedgerStore = (path: string): LedgerStore => {
  const known = memoryLedgerStore()
  const follow = followLines(path)
  let lastCatchUp: Promise<unknown> = Promise.resolve()
  const catchUp = async (): Promise<void> => {
    for (const entry of await follow()) await known.add(entry as Entry)
  }
  return {
    add: async entry => appendLines(path, [entry]),
    query: async (partition, from, to) => {
      const mine = lastCatchUp.then(catchUp)
      lastCatchUp = mine.catch(() => undefined)
      await mine
      return known.query(partition, from, to)
    },
  }
}
