import type { LedgerStore } from '../../core/ledger/ledger-store.ts'

/** A ledger that lives as long as the process: for tests and for trying things out. Nothing in it expires. */
export const memoryLedgerStore = (): LedgerStore => {
  const partitions = new Map<string, Map<string, Set<string>>>()
  return {
    add: async ({ partition, sortKeys, facts }) => {
      const entries = partitions.get(partition) ?? new Map<string, Set<string>>()
      for (const sortKey of sortKeys) entries.set(sortKey, (entries.get(sortKey) ?? new Set()).add(facts))
      partitions.set(partition, entries)
      return Promise.resolve()
    },
    query: async (partition, from, to) => {
      const entries = [...(partitions.get(partition) ?? [])].filter(
        ([sortKey]) => from <= sortKey && sortKey <= to,
      )
      return Promise.resolve([...new Set(entries.flatMap(([, facts]) => [...facts]))])
    },
  }
}
