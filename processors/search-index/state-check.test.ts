import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { memorySearchStore } from '../../adapters/memory/memory-search-store.ts'
import type { Image } from '../../core/attributes/attribute-value.ts'
import { everything } from '../../core/filter/words.ts'
import type { StateCheck } from '../../core/processor/processor.ts'
import { functionOf } from '../../test/support/pipeline.ts'
import { recordOf, streamArn } from '../../test/support/records.ts'
import { searchIndex } from './search-index.ts'
import type { SearchStore } from './search-store.ts'

const named = (store: SearchStore) =>
  searchIndex({
    filter: everything(),
    store,
    index: 'things',
    document: ({ after }) => ({ name: (after as { readonly name: string }).name }),
  })

const insert = (key: string, name = `of ${key}`) => recordOf({ seq: 1, key, kind: 'INSERT', after: { name } })
const remove = (key: string) => recordOf({ seq: 2, key, kind: 'REMOVE', before: { name: 'x' } })

const keysOf = (key: string): Image => ({ PK: { S: key } })

const checkOf = (store: SearchStore): Required<Pick<StateCheck, 'look'>> => {
  const { check } = named(store)
  if (check?.kind !== 'state' || !check.look) throw new Error('it compares nothing')
  return { look: check.look }
}

describe('looking at documents again', () => {
  it('answers in the order of the ids, with nothing for what is not there, was deleted, or never was', async () => {
    const store = memorySearchStore()
    const f = functionOf([named(store)])
    await f.invoke(['a', 'b', 'c', 'gone'].map(key => insert(key)))
    await f.invoke([remove('gone')])
    const ids = fc.array(fc.constantFrom('a', 'b', 'c', 'gone', 'never'), { maxLength: 8 })
    await fc.assert(
      fc.asyncProperty(ids, async asked => {
        const found = await checkOf(store).look(asked)

        expect(found.map(each => each && [each.content, each.owner])).toEqual(
          asked.map(id =>
            id === 'gone' || id === 'never'
              ? undefined
              : [`{"name":"of ${id}"}`, { streamArn, keys: keysOf(id) }],
          ),
        )
      }),
    )
  })

  it('finds nothing in a store that answers for fewer than it was asked', async () => {
    const store: SearchStore = { ...memorySearchStore(), look: async () => Promise.resolve([]) }

    expect(await checkOf(store).look(['a', 'b'])).toEqual([undefined, undefined])
  })

  it('tells what somebody else put there by its having no owner', async () => {
    const store = memorySearchStore()
    const guard = { by: 'newer', version: '7' } as const
    await store.write([{ op: 'index', index: 'things', id: 'a', guard, document: '{}', metadata: '{}' }])

    expect(await checkOf(store).look(['a'])).toEqual([{ content: '{}', version: '7' }])
  })
})
