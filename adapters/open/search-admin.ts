import type { IndexAdmin } from '../opensearch/index-definition.ts'
import type { Opener } from './scheme.ts'
import { openOnDemand } from './scheme.ts'

const openSearch =
  (way: 'http' | 'https' | 'aws'): Opener<IndexAdmin> =>
  async place => {
    const { openSearchTarget } = await import('../opensearch/opensearch-target.ts')
    const { indexAdmin } = await import('../opensearch/index-admin.ts')
    return indexAdmin(openSearchTarget(way, place))
  }

/**
 * Index management of the search engine at a URL, `opensearch+https:`, `opensearch+http:` or `opensearch+aws:`.
 *
 * @example
 * ```ts
 * const admin = searchAdmin(process.env.SEARCH_URL)
 * await admin.createIndex({ alias: 'products', dynamic: 'strict', properties: { title: { type: 'text' } } })
 * ```
 */
export const searchAdmin = (url: string | undefined): IndexAdmin => {
  const open = openOnDemand<IndexAdmin>('search engine', url, {
    'opensearch+https': openSearch('https'),
    'opensearch+http': openSearch('http'),
    'opensearch+aws': openSearch('aws'),
  })
  return {
    createIndex: async definition => (await open()).createIndex(definition),
    switchAlias: async (alias, index) => (await open()).switchAlias(alias, index),
    describeAlias: async alias => (await open()).describeAlias(alias),
    createForRun: async request => (await open()).createForRun(request),
    runOf: async index => (await open()).runOf(index),
    endRun: async (index, gcDeletes) => (await open()).endRun(index, gcDeletes),
    dropIndex: async index => (await open()).dropIndex(index),
    forgetWriter: async alias => (await open()).forgetWriter(alias),
    close: async () => (await open()).close(),
  }
}
