import { searchStore } from '../../adapters/open/search-store.ts'
import { everything } from '../../core/filter/words.ts'
import { registry } from '../../core/registry/define-registry.ts'
import type { Registry } from '../../core/registry/registry.ts'
import { searchIndex } from '../../processors/search-index/search-index.ts'

/** A function's registry with one processor, `keeper`, that keeps this index of an engine nobody asks. */
export const indexKeeper = (index: string, idPrefix = ''): Registry =>
  registry([
    searchIndex({
      name: 'keeper',
      filter: everything(),
      store: searchStore('opensearch+https://search.example:9200'),
      index,
      idPrefix,
      document: () => ({}),
    }),
  ])
