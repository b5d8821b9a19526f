// One module, and so one file of a bundle, of all that a function needs of a search engine.
import { openSearchTarget } from './opensearch-target.ts'
import { openSearchStore } from './opensearch-search-store.ts'

/**
 * A search store at what follows the scheme of a URL.
 *
 * @throws PipelineError `search.url-invalid`
 */
export const openSearchAt = (
  way: Parameters<typeof openSearchTarget>[0],
  place: string,
): ReturnType<typeof openSearchStore> => openSearchStore(openSearchTarget(way, place))
