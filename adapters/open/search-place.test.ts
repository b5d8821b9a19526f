import { expect, it } from 'vitest'
import { searchPlaceOf } from './search-place.ts'

it.each([
  'opensearch+https://search.example.com:443',
  'opensearch+https://search.example.com/',
  'opensearch+https://SEARCH.example.com',
  'opensearch+https://user:pass@search.example.com',
  'opensearch+https://user:p@ss@search.example.com',
  'opensearch+https://search.example.com?timeoutMs=3000',
])('%s is where opensearch+https://search.example.com is', url => {
  expect(searchPlaceOf(url)).toBe('opensearch+https://search.example.com')
})

it.each([
  ['opensearch+http://search.example.com', 'opensearch+http://search.example.com'],
  ['opensearch+aws://search.example.com?region=eu-central-1', 'opensearch+aws://search.example.com'],
  ['opensearch+https://search.example.com:9200', 'opensearch+https://search.example.com:9200'],
  ['opensearch+https://search.example.com/other/', 'opensearch+https://search.example.com/other'],
  ['opensearch+http://[::1]:80', 'opensearch+http://[::1]'],
  ['opensearch+https://user:p%ss@nothing to reach', 'opensearch+https://nothing to reach'],
  ['opensearch+https://user:1#2@search.example.com:9', 'opensearch+https://search.example.com:9'],
])('%s is another place, and nobody is told who opens it', (url, place) => {
  expect(searchPlaceOf(url)).toBe(place)
})

it('a file of SQLite is one place however it is written, and what is in memory is none', () => {
  expect(searchPlaceOf('sqlite:a/../b.db')).toBe(searchPlaceOf('sqlite:./b.db'))
  expect(searchPlaceOf('memory:')).toBe('')
})
