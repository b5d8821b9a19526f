import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import type { Guard, SearchOperation } from '../../processors/search-index/search-store.ts'
import { temporaryPaths } from '../../test/support/temporary-folder.ts'
import { sqliteSearchStore } from './sqlite-search-store.ts'

const paths = temporaryPaths()

const newer = (version: string): Guard => ({ by: 'newer', version })
const newerOrEqual = (version: string): Guard => ({ by: 'newer-or-equal', version })
const put = (id: string, guard: Guard, document = '{}', index = 'things'): SearchOperation => ({
  op: 'index',
  index,
  id,
  guard,
  metadata: '{}',
  document,
})
const drop = (id: string, guard: Guard): SearchOperation => ({ op: 'delete', index: 'things', id, guard })

const contentOf = async (
  store: ReturnType<typeof sqliteSearchStore>,
  index = 'things',
): Promise<readonly (readonly [string, string])[]> => {
  const found: (readonly [string, string])[] = []
  for await (const each of store.documents(index)) found.push(each)
  return found
}

describe('a search store in SQLite', () => {
  it.each([
    ['9', '10'],
    ['9007199254740992', '9007199254740993'],
    ['999999999999999999', '1000000000000000000'],
    ['9223372036854775806', '9223372036854775807'],
  ])('takes %s for older than %s, as text and number would not', async (less, more) => {
    const store = sqliteSearchStore(paths('search.db'))

    expect(
      await store.write([put('a', newer(more)), put('a', newer(less)), put('a', newerOrEqual(less))]),
    ).toEqual(['applied', { conflict: true, version: more }, { conflict: true, version: more }])
    expect(await store.write([put('b', newer(less)), put('b', newer(more))])).toEqual(['applied', 'applied'])
    expect(await store.look({ index: 'things', ids: ['b'] })).toMatchObject([{ version: more }])
  })

  it('remembers the version of a deleted document for good, also when it is opened anew', async () => {
    const path = paths('search.db')
    const first = sqliteSearchStore(path)
    await first.write([put('a', newer('1')), drop('a', newer('7')), drop('never', newer('7'))])
    first.close()

    const second = sqliteSearchStore(path)
    const conflict = { conflict: true, version: '7' }

    expect(
      await second.write([
        put('a', newer('6')),
        put('a', newer('7')),
        put('never', newer('7')),
        drop('a', newer('7')),
      ]),
    ).toEqual([conflict, conflict, conflict, conflict])
    expect(await contentOf(second)).toEqual([])
    expect(await second.write([put('a', newerOrEqual('7')), put('never', newer('8'))])).toEqual([
      'applied',
      'applied',
    ])
    second.close()
  })

  it('makes a document of an absent one above the version of its delete, so that no late write wins', async () => {
    const store = sqliteSearchStore(paths('search.db'))
    await store.write([drop('a', newer('9'))])

    expect(await store.write([put('a', { by: 'absent' })])).toEqual(['applied'])

    expect(await store.look({ index: 'things', ids: ['a'] })).toMatchObject([{ version: '10' }])
    expect(await store.write([put('a', newer('10'))])).toEqual([{ conflict: true, version: '10' }])
  })

  it('takes no token of a document that was deleted since, or of another write', async () => {
    const store = sqliteSearchStore(paths('search.db'))
    await store.write([put('a', newer('1'))])
    const [seen] = await store.look({ index: 'things', ids: ['a'] })
    const token = seen?.found === true ? seen.token : ''
    const by = { by: 'seen', token } as const

    expect(
      await store.write([put('a', by, '{"v":2}'), put('a', by, '{"v":3}'), drop('a', newer('5'))]),
    ).toEqual(['applied', { conflict: true, version: '2' }, 'applied'])
    expect(await store.write([put('a', { by: 'seen', token: '3' }), drop('b', by)])).toEqual([
      { conflict: true, version: '5' },
      { conflict: true },
    ])
  })

  it('keeps ids and indexes apart, whatever they hold', async () => {
    const store = sqliteSearchStore(paths('search.db'))
    const ids = ["a'b", 'a"b', 'a%', 'a_', 'A%', 'ä', 'a\u0001', 'a;DROP TABLE documents']
    await store.write(ids.map((id, at) => put(id, newer('1'), `{"at":${at}}`)))
    await store.write([put('a%', newer('9'), '{"at":"other"}', "th'ings")])

    const seen = await store.look({ index: 'things', ids, withDocument: true })

    expect(seen.map(each => each.found && each.document)).toEqual(ids.map((_, at) => `{"at":${at}}`))
    expect(await contentOf(store, "th'ings")).toEqual([['a%', '{"at":"other"}']])
    expect(await contentOf(store, 'thing')).toEqual([])
  })

  it('writes nothing of a call in which one operation throws, and takes the next call', async () => {
    const store = sqliteSearchStore(paths('search.db'))

    await expect(store.write([put('a', newer('1')), put('b', newer('1'), 'no JSON')])).rejects.toThrow()

    expect(await contentOf(store)).toEqual([])
    expect(await store.write([put('a', newer('1'))])).toEqual(['applied'])
    expect(await contentOf(store)).toEqual([['a', '{}']])
  })

  it('shows documents and metadata only where they are asked for, and there are any', async () => {
    const store = sqliteSearchStore(paths('search.db'))
    await store.write([put('a', newer('1')), put('b', newer('1')), drop('b', newer('2'))])

    const seen = await store.look({ index: 'things', ids: ['a', 'b', 'c'] })

    expect(seen).toEqual([
      { found: true, version: '1', token: '1', metadata: '{}' },
      { found: false },
      { found: false },
    ])
  })

  it('goes on in a file of a version that knew neither metadata nor tokens', async () => {
    const path = paths('search.db')
    const before = new DatabaseSync(path)
    before.exec(`CREATE TABLE documents (name TEXT NOT NULL, id TEXT NOT NULL, version TEXT NOT NULL,
      document TEXT, PRIMARY KEY (name, id))`)
    before
      .prepare('INSERT INTO documents VALUES (?, ?, ?, ?)')
      .run('things', 'a', '7'.padStart(19, '0'), '{}')
    before.close()
    const store = sqliteSearchStore(path)

    expect(await store.look({ index: 'things', ids: ['a'] })).toEqual([
      { found: true, version: '7', token: '0', metadata: undefined },
    ])
    expect(await store.write([put('a', newer('6')), put('a', { by: 'seen', token: '0' })])).toEqual([
      { conflict: true, version: '7' },
      'applied',
    ])
    store.close()
  })
})
