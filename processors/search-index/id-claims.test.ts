import { expect, it } from 'vitest'
import { memorySearchStore } from '../../adapters/memory/memory-search-store.ts'
import type { AnyChange } from '../../core/change/change.ts'
import { changeOf } from '../../core/change/change-of.ts'
import { entity } from '../../core/entity/define-entity.ts'
import { when } from '../../core/filter/words.ts'
import { viewOf } from '../../core/record/view-of.ts'
import { recordOf } from '../../test/support/records.ts'
import { searchIndex } from './search-index.ts'

const Thing = entity<'Thing', { readonly name: string }>('Thing', { match: { type: 'THING' } })

it.each([
  ['x', 'y', true],
  ['x', 'x', false],
])('a change from %s to %s moves the document: %s', (from, to, expected) => {
  const { moves } = searchIndex({
    filter: when(Thing),
    store: memorySearchStore(),
    index: 'things',
    id: change => (change.kind === 'REMOVE' ? change.before : change.after).name,
    document: () => ({}),
  })
  const record = recordOf({ seq: 1, before: { name: from, n: '1' }, after: { name: to, n: '2' } })

  expect(moves?.(changeOf(viewOf(record), 'MODIFY', Thing) as AnyChange)).toBe(expected)
})
