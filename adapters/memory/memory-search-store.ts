import type {
  SearchOperation,
  SearchResult,
  SearchStore,
} from '../../processors/search-index/search-store.ts'

interface Entry {
  readonly version: bigint
  /** `undefined` once deleted: the version stays, to hold back what is older. */
  readonly document: string | undefined
}

/** A search store in memory, with the version rules of `external_gte`: for tests. */
export const memorySearchStore = (): SearchStore => {
  const indexes = new Map<string, Map<string, Entry>>()
  const write = (operation: SearchOperation): SearchResult => {
    const entries = indexes.get(operation.index) ?? new Map<string, Entry>()
    indexes.set(operation.index, entries)
    const version = BigInt(operation.version)
    if (version < (entries.get(operation.id)?.version ?? 0n)) return 'unchanged'
    entries.set(operation.id, {
      version,
      document: operation.op === 'index' ? operation.document : undefined,
    })
    return 'applied'
  }
  return {
    write: async operations => Promise.resolve(operations.map(write)),
    documents: async function* (index) {
      for (const [id, { document }] of indexes.get(index) ?? []) {
        if (document !== undefined) yield await Promise.resolve([id, document] as const)
      }
    },
  }
}
