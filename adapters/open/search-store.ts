import type { SearchStore } from '../../processors/search-index/search-store.ts'
import type { Opener } from './scheme.ts'
import { openBefore, openOnDemand } from './scheme.ts'
import { searchPlaceOf } from './search-place.ts'

const openSearch =
  (way: 'http' | 'https' | 'aws'): Opener<SearchStore> =>
  async place =>
    (await import('../opensearch/open-search-at.ts')).openSearchAt(way, place)

/**
 * The search store at a URL: `opensearch+https://USER:PASSWORD@HOST:PORT` or `opensearch+http:`, `opensearch+aws://HOST`
 * for Amazon's with signed requests, `sqlite:PATH`, `memory:`.
 */
export const searchStore = (url: string | undefined): SearchStore => {
  const open = openOnDemand<SearchStore>('search store', url, {
    sqlite: async path => (await import('../sqlite/sqlite-search-store.ts')).sqliteSearchStore(path),
    'opensearch+https': openSearch('https'),
    'opensearch+http': openSearch('http'),
    'opensearch+aws': openSearch('aws'),
    memory: async () => (await import('../memory/memory-search-store.ts')).memorySearchStore(),
  })
  return {
    place: url === undefined ? '' : searchPlaceOf(url),
    open: openBefore(open),
    write: async (operations, signal) => (await open()).write(operations, signal),
    look: async (request, signal) => (await open()).look(request, signal),
    prepare: async (index, signal) => (await open()).prepare(index, signal),
    readMark: async (index, signal) => (await open()).readMark(index, signal),
    writeMark: async (index, mark, signal) => (await open()).writeMark(index, mark, signal),
    documents: async function* (index) {
      yield* (await open()).documents(index)
    },
  }
}
