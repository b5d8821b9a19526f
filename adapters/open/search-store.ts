import type { SearchStore } from '../../processors/search-index/search-store.ts'
import { openOnDemand } from './scheme.ts'

/** The search store at a URL: `sqlite:PATH` or `memory:`. */
export const searchStore = (url: string | undefined): SearchStore => {
  const open = openOnDemand<SearchStore>('search store', url, {
    sqlite: async path => (await import('../sqlite/sqlite-search-store.ts')).sqliteSearchStore(path),
    memory: async () => (await import('../memory/memory-search-store.ts')).memorySearchStore(),
  })
  return {
    write: async (operations, signal) => (await open()).write(operations, signal),
    documents: async function* (index) {
      yield* (await open()).documents(index)
    },
  }
}
