import { expect, it } from 'vitest'
import { memorySearchStore } from '../../adapters/memory/memory-search-store.ts'
import { when } from '../../core/filter/words.ts'
import { searchIndex } from '../../processors/search-index/search-index.ts'
import { functionOf } from '../../test/support/pipeline.ts'
import { recordOf } from '../../test/support/records.ts'
import { Review } from './review.ts'

const reviewed = (seq: number, more: Record<string, { S: string } | { N: string }> = {}) => ({
  seq,
  kind: 'INSERT' as const,
  after: {
    type: { S: 'REVIEW' },
    productId: { S: 'p1' },
    userId: { S: 'u1' },
    stars: { N: '4' },
    ...more,
  },
})

const indexed = async (...sketches: readonly Parameters<typeof recordOf>[0][]) => {
  const store = memorySearchStore()
  const index = searchIndex({
    filter: when(Review),
    store,
    index: 'reviews',
    document: ({ after: { productId, stars } }) => ({ productId, stars }),
  })
  const reported = await functionOf([index]).invoke(sketches.map(recordOf))
  const documents: string[] = []
  for await (const [, document] of store.documents('reviews')) documents.push(document)
  return { reported, documents }
}

it('is what filters select by its type, and what handlers see typed', async () => {
  const { reported, documents } = await indexed(reviewed(1), {
    seq: 2,
    key: 'other',
    kind: 'INSERT',
    after: {},
  })

  expect(reported).toEqual([])
  expect(documents.map(text => JSON.parse(text) as unknown)).toEqual([{ productId: 'p1', stars: 4 }])
})

it('is not what lacks an attribute of it', async () => {
  const { documents } = await indexed(reviewed(1, { stars: { S: 'many' } }))

  expect(documents).toEqual([])
})
