import type { LedgerStore } from '../../core/ledger/ledger-store.ts'
import { openBefore, openOnDemand } from './scheme.ts'

/** The resume ledger at a URL: `dynamodb://TABLE`, `file:PATH` or `memory:`. */
export const ledgerStore = (url: string | undefined): LedgerStore => {
  const open = openOnDemand<LedgerStore>('ledger', url, {
    file: async path => (await import('../file/file-ledger-store.ts')).fileLedgerStore(path),
    dynamodb: async place => (await import('../dynamodb/open-ledger-store.ts')).openLedgerStore(place),
    memory: async () => (await import('../memory/memory-ledger-store.ts')).memoryLedgerStore(),
  })
  return {
    open: openBefore(open),
    add: async (entry, signal) => (await open()).add(entry, signal),
    query: async (partition, from, to, signal) => (await open()).query(partition, from, to, signal),
  }
}
