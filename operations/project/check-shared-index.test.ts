import { describe, expect, it } from 'vitest'
import { searchStore } from '../../adapters/open/search-store.ts'
import { everything } from '../../core/filter/words.ts'
import type { Registry } from '../../core/registry/registry.ts'
import { registry } from '../../core/registry/define-registry.ts'
import { searchIndex } from '../../processors/search-index/search-index.ts'
import { checkSharedIndex } from './check-shared-index.ts'

const keeping = (index: string, idPrefix = ''): Registry =>
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

describe('the functions of a project', () => {
  it('are refused where two keep one index, by the names of both', () => {
    const registries = new Map([
      ['people', keeping('users')],
      ['staff', keeping('users')],
    ])

    expect(() => {
      checkSharedIndex(registries)
    }).toThrow('keeper of people and keeper of staff keep one index, users')
  })

  it('may keep indexes of their own, or have prefixes that do not meet', () => {
    const registries = new Map([
      ['people', keeping('users', 'p:')],
      ['staff', keeping('users', 's:')],
      ['orders', keeping('orders')],
    ])

    expect(() => {
      checkSharedIndex(registries)
    }).not.toThrow()
  })
})
