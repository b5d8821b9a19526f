import { expect, it } from 'vitest'
import { memorySearchStore } from '../../adapters/memory/memory-search-store.ts'
import { findDocuments } from './find-documents.ts'
import type { SearchStore, Seen } from './search-store.ts'

const there = { found: true, version: '7', token: 't' } as const
const document = '{"name":"x"}'

/** What is found in a store that gives documents where they are asked for. */
const looking = (...seen: readonly Seen[]) => {
  const store: SearchStore = {
    ...memorySearchStore(),
    look: async ({ withDocument }) =>
      Promise.resolve(seen.map(each => (withDocument === true ? each : { ...each, document: '' }))),
  }
  return findDocuments(store, 'things')(seen.map((_, at) => `id ${at}`))
}

it('tells of each document whose it is and which run filled it in, as far as it says so', async () => {
  const keys = { PK: { S: 'a' } }
  const owned = { stream: 'arn', owner: JSON.stringify(keys) }
  const all = [owned, { ...owned, run: 'the-run' }, { run: 'the-run' }, {}].map(metadata => ({
    ...there,
    document,
    metadata: JSON.stringify(metadata),
  }))

  expect(await looking(...all, { found: false })).toStrictEqual([
    { content: document, version: '7', owner: { streamArn: 'arn', keys } },
    { content: document, version: '7', owner: { streamArn: 'arn', keys }, run: 'the-run' },
    { content: document, version: '7', run: 'the-run' },
    { content: document, version: '7' },
    undefined,
  ])
})

it('takes a document whose text its store leaves out for one that is no item’s', async () => {
  expect(await looking({ ...there, metadata: undefined })).toEqual([{ content: '', version: '7' }])
})
