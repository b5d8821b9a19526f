import { expect, it } from 'vitest'
import { openSearchStore } from '../opensearch/opensearch-search-store.ts'
import { openSearchTarget } from '../opensearch/opensearch-target.ts'
import { searchPlaceOf } from './search-place.ts'

it.each([
  'opensearch+https://search.example.com:443',
  'opensearch+https://search.example.com/',
  'opensearch+https://SEARCH.example.com',
  'opensearch+https://user:pass@search.example.com',
  'opensearch+https://user:p@ss@search.example.com',
  'opensearch+https://search.example.com?timeoutMs=3000',
  'opensearch+aws://search.example.com?region=eu-central-1',
])('%s is where opensearch+https://search.example.com is', url => {
  expect(searchPlaceOf(url)).toBe('https://search.example.com')
})

it.each([
  ['opensearch+http://search.example.com', 'http://search.example.com'],
  ['opensearch+https://search.example.com:9200', 'https://search.example.com:9200'],
  ['opensearch+https://search.example.com/other', 'https://search.example.com/other'],
  ['opensearch+http://[::1]:80', 'http://[::1]'],
  ['opensearch+https://user:p%ss@nothing to reach', 'https://nothing to reach'],
  ['opensearch+https://user:1#2@search.example.com:9', 'https://search.example.com:9'],
])('%s is another place', (url, place) => {
  expect(searchPlaceOf(url)).toBe(place)
})

it.each(['https://search.example.com:443/', 'https://search.example.com/search/'])(
  'the place of a store that was made of a target is that of its URL: %s',
  node => {
    const target = openSearchTarget('https', node.replace('https:', ''))

    expect(openSearchStore(target).place).toBe(searchPlaceOf(`opensearch+${node}`))
  },
)

it('a file of SQLite is one place however it is written, and what is in memory is none', () => {
  expect(searchPlaceOf('sqlite:a/../b.db')).toBe(searchPlaceOf('sqlite:./b.db'))
  expect(searchPlaceOf('memory:')).toBe('')
})
