import { describe, expect, it } from 'vitest'
import { memorySearchStore } from '../../adapters/memory/memory-search-store.ts'
import { everything } from '../../core/filter/words.ts'
import { functionOf } from '../../test/support/pipeline.ts'
import { recordOf } from '../../test/support/records.ts'
import { searchIndex } from './search-index.ts'
import type { SearchResult, SearchStore } from './search-store.ts'

const insert = (seq: number, key: string) => recordOf({ seq, key, kind: 'INSERT', after: {} })

const told = (answers: readonly (SearchResult | undefined)[]) => {
  const store: SearchStore = {
    ...memorySearchStore(),
    write: async () => Promise.resolve(answers as readonly SearchResult[]),
  }
  const reasons: unknown[] = []
  const log = (_: string, detail?: object): void => void reasons.push(JSON.stringify(detail))
  const index = searchIndex({ filter: everything(), store, index: 'things', document: () => ({}) })
  const f = functionOf([index], { logger: { info: log, warn: log, error: log } })
  return { f, said: () => reasons.join('\n') }
}

describe('a write that its store does not answer for', () => {
  it.each<[string, readonly (SearchResult | undefined)[], readonly number[], string]>([
    ['fails alone where it is left out among others', ['applied', undefined], [2], '0 of 1 operations'],
    ['fails with all where answers are too few', ['applied'], [1, 2], '1 of 2 operations'],
    [
      'fails with all where answers are too many',
      ['applied', 'applied', 'applied'],
      [1, 2],
      '3 of 2 operations',
    ],
  ])('%s, and the log says how many had one', async (_, answers, reported, words) => {
    const { f, said } = told(answers)

    expect(await f.invoke([insert(1, 'a'), insert(2, 'b')])).toEqual(reported)
    expect(said()).toContain(`it answered for ${words}`)
  })
})
