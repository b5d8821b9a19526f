import { memorySearchStore } from '../../adapters/memory/memory-search-store.ts'
import type { SearchStore } from '../../processors/search-index/search-store.ts'

/**
 * A search store that keeps the versions of deleted documents only until `forgets` says so, as an engine does whose
 * memory of deletions ran out: after that any version is taken, and writes without one begin at 1 again.
 */
export const forgetfulSearchStore = (forgets: () => boolean): SearchStore => {
  let inner = memorySearchStore()
  const livingOnes = async (): Promise<SearchStore> => {
    const fresh = memorySearchStore()
    const ids: string[] = []
    for await (const [id] of inner.documents('users')) ids.push(id)
    const seen = await inner.look({ index: 'users', ids, withDocument: true })
    for (const [at, each] of seen.entries()) {
      if (!each.found) continue
      const guard = { by: 'newer' as const, version: each.version }
      const { document = '', metadata = '{}' } = each
      await fresh.write([{ op: 'index', index: 'users', id: ids[at] ?? '', guard, document, metadata }])
    }
    const mark = await inner.readMark('users')
    if (mark !== undefined) await fresh.writeMark('users', { text: mark.text, token: undefined })
    return fresh
  }
  return {
    ...inner,
    write: async operations => {
      if (forgets()) inner = await livingOnes()
      return inner.write(operations)
    },
    look: async request => inner.look(request),
    readMark: async index => inner.readMark(index),
    writeMark: async (index, mark) => inner.writeMark(index, mark),
    documents: index => inner.documents(index),
  }
}
