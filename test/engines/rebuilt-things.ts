import { searchStore } from '../../adapters/open/search-store.ts'
import { everything } from '../../core/filter/words.ts'
import type { Processor } from '../../core/processor/processor.ts'
import { searchIndex } from '../../processors/search-index/search-index.ts'

/** What is written to the index, in the process that writes and in the one that rebuilds. */
export const indexedThings = (searchUrl: string): Processor =>
  searchIndex({
    filter: everything().where({ shown: true }),
    store: searchStore(searchUrl),
    index: 'things',
    document: ({ after }) => ({
      text: (after as Readonly<Record<string, string>>)['text'],
      note: 'a projection that the old index does not have',
    }),
  })
