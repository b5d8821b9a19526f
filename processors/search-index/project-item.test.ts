import { describe, expect, it } from 'vitest'
import { memorySearchStore } from '../../adapters/memory/memory-search-store.ts'
import type { Image } from '../../core/attributes/attribute-value.ts'
import { entity } from '../../core/entity/define-entity.ts'
import { when } from '../../core/filter/words.ts'
import { searchIndex } from './search-index.ts'

const schema = {
  '~standard': {
    version: 1 as const,
    vendor: 'test',
    validate: (value: unknown) => {
      const { name } = value as { readonly name: string }
      return name === 'refused' ? { issues: [{ message: 'of older code' }] } : { value: { name } }
    },
  },
}
const Thing = entity('Thing', { match: { type: 'THING' }, schema })
const keys: Image = { PK: { S: 'a' } }

const expectedOf = async (more: Readonly<Record<string, string>>): Promise<readonly unknown[]> => {
  const { check } = searchIndex({
    filter: when(Thing),
    store: memorySearchStore(),
    index: 'things',
    id: change => {
      const { name } = change.kind === 'REMOVE' ? change.before : change.after
      if (name === 'broken') throw new TypeError('no id of it')
      return name === 'nameless' ? '' : name
    },
    document: ({ after }) => (after.name === 'hidden' ? undefined : { name: after.name }),
  })
  if (check?.kind !== 'state') throw new TypeError('it compares nothing')
  const texts = Object.entries({ type: 'THING', ...more }).map(([name, S]) => [name, { S }] as const)
  return [...(await check.expected(keys, { ...keys, ...Object.fromEntries(texts) }))]
}

describe('the documents that an item must have', () => {
  it('are the one that a record of it would write', async () => {
    expect(await expectedOf({ name: 'x' })).toEqual([['x', '{"name":"x"}']])
  })

  it.each([
    ['is none of the filter', { type: 'OTHER', name: 'x' }],
    ['is to have none', { name: 'hidden' }],
    ['is parked, because its schema refuses it', { name: 'refused' }],
  ])('are none where it %s', async (_, item) => {
    expect(await expectedOf(item)).toEqual([])
  })

  it.each([
    ['the id function gives none', { name: 'nameless' }, 'gave an empty text'],
    ['the id function fails', { name: 'broken' }, 'no id of it'],
  ])('cannot be told where %s: that is an error, not a difference', async (_, item, words) => {
    await expect(expectedOf(item)).rejects.toThrow(words)
  })
})
