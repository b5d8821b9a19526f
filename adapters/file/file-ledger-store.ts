import type { LedgerStore } from '../../core/ledger/ledger-store.ts'
import { memoryLedgerStore } from '../memory/memory-ledger-store.ts'
import { appendLines, readLines } from './ndjson-file.ts'

type Entry = Parameters<LedgerStore['add']>[0]

/**
 * A ledger in an append-only file of lines. Each query reads the whole file, so that what another process added is
 * seen: right for a run on one machine, too slow for production. Expired entries stay.
 */
export const fileLedgerStore = (path: string): LedgerStore => ({
  add: async entry => appendLines(path, [entry]),
  query: async (partition, from, to) => {
    const store = memoryLedgerStore()
    for await (const entry of readLines(path)) await store.add(entry as Entry)
    return store.query(partition, from, to)
  },
})
