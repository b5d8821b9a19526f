import { expect, it } from 'vitest'
import { memorySearchStore } from '../../adapters/memory/memory-search-store.ts'
import { findDocuments } from './find-documents.ts'
import type { SearchStore, Seen } from './search-store.ts'

const looking = (...seen: readonly Seen[]) => {
  const store: SearchStore = { ...memorySearchStore(), look: async () => Promise.resolve(seen) }
  return findDocuments(store, 'things')(seen.map((_, at) => `id ${at}`))
}
const there = { found: true, version: '7', token: 't', document: '{}' } as const

it('tells of a document the run that filled it in, where one did', async () => {
  const metadata = JSON.stringify({ run: 'the-run' })

  expect(await looking({ ...there, metadata }, { ...there, metadata: '{}' }, { found: false })).toStrictEqual(
    [{ content: '{}', version: '7', run: 'the-run' }, { content: '{}', version: '7' }, undefined],
  )
})

it('takes a document whose text its store leaves out for one that is no item’s', async () => {
  const { document: _, ...bare } = there

  expect(await looking({ ...bare, metadata: undefined })).toEqual([{ content: '', version: '7' }])
})
