import { raise } from '../../core/errors/pipeline-error.ts'
import type { SearchStore } from '../../processors/search-index/search-store.ts'
import { searchFaults } from '../opensearch/faults.ts'
import type { IndexAdmin } from '../opensearch/index-definition.ts'
import { byAge, nextIndexName } from '../opensearch/next-index-name.ts'
import { memorySearchStore } from './memory-search-store.ts'

/** A search engine in memory: its documents, and its indexes behind aliases. */
export interface MemorySearchEngine {
  readonly store: SearchStore
  readonly admin: IndexAdmin
}

/** A search engine in memory, whose indexes stand behind aliases: for tests. Deletions are never forgotten. */
export const memorySearchEngine = (): MemorySearchEngine => {
  const aliases = new Map<string, string>()
  const indexes = new Map<string, { readonly run: string }>()
  const store = memorySearchStore(aliases)
  const numbered = (alias: string): readonly string[] =>
    byAge(
      alias,
      [...indexes.keys()].filter(name => name.startsWith(alias) && /^-\d+$/.test(name.slice(alias.length))),
    )
  const done = async <T>(value: T): Promise<T> => Promise.resolve(value)
  const aliasesOf = (index: string): readonly string[] =>
    [...aliases].flatMap(([alias, to]) => (to === index ? [alias] : []))
  const admin: IndexAdmin = {
    createIndex: async ({ alias }) => {
      const index = nextIndexName(alias, numbered(alias))
      const isLive = !aliases.has(alias)
      indexes.set(index, { run: '' })
      if (isLive) aliases.set(alias, index)
      return done({ index, isLive })
    },
    switchAlias: async (alias, index) => {
      if (!indexes.has(index))
        throw raise(searchFaults, 'search.alias-moved', { alias, reason: `no ${index}` })
      const isThere = aliases.get(alias) === index
      aliases.set(alias, index)
      return done(isThere ? 'unchanged' : 'applied')
    },
    describeAlias: async alias => {
      const live = aliases.get(alias)
      return done({
        isIndex: indexes.has(alias),
        live: live === undefined ? [] : [live],
        numbered: numbered(alias).map(index => ({ index, aliases: aliasesOf(index) })),
        next: nextIndexName(alias, numbered(alias)),
      })
    },
    createForRun: async ({ index, run }) => {
      const found = indexes.get(index)
      if (found !== undefined && found.run !== run)
        throw raise(searchFaults, 'search.index-exists', { index })
      indexes.set(index, { run })
      return done(found === undefined ? 'created' : 'there')
    },
    runOf: async index => done(indexes.get(index)?.run),
    endRun: async () => done(undefined),
    dropIndex: async index => done(indexes.delete(index) ? 'applied' : 'unchanged'),
    forgetWriter: async () => done('unchanged'),
    close: async () => done(undefined),
  }
  return { store, admin }
}
