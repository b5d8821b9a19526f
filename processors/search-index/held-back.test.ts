import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { memorySearchStore } from '../../adapters/memory/memory-search-store.ts'
import type { Image } from '../../core/attributes/attribute-value.ts'
import { entity } from '../../core/entity/define-entity.ts'
import { when } from '../../core/filter/words.ts'
import type { ItemSource } from '../../core/refresh/item-source.ts'
import { functionOf } from '../../test/support/pipeline.ts'
import { recordOf, streamArn } from '../../test/support/records.ts'
import { searchIndex } from './search-index.ts'
import type { SearchOperation, SearchStore } from './search-store.ts'

const Thing = entity<'Thing', { readonly name: string }>('Thing', { match: { type: 'THING' } })

const index = (store: SearchStore, isIdDerived = false) =>
  searchIndex({
    filter: when(Thing),
    store,
    index: 'things',
    ...(isIdDerived && {
      id: (change: { readonly key: string }) => `id-${change.key}`,
    }),
    document: ({ after }) => {
      if (after.name === 'odd') throw new TypeError('no document of it')
      return { name: after.name }
    },
  })

const insert = (seq: number, name: string, key = 'a', arn = streamArn) =>
  recordOf({ seq, key, kind: 'INSERT', after: { name }, arn })
const remove = (seq: number, key = 'a', arn = streamArn) =>
  recordOf({ seq, key, kind: 'REMOVE', before: { name: 'old' }, arn })

const tableOf = (items: Readonly<Record<string, string>>): ItemSource => ({
  read: async ({ keys: { PK } }) => {
    const key = PK !== undefined && 'S' in PK ? PK.S : ''
    const name = items[key]
    const image: Image | undefined =
      name === undefined ? undefined : { PK: { S: key }, type: { S: 'THING' }, name: { S: name } }
    return Promise.resolve(image)
  },
})

const contentOf = async (store: SearchStore): Promise<Record<string, unknown>> => {
  const found: Record<string, unknown> = {}
  for await (const [id, document] of store.documents('things')) found[id] = JSON.parse(document)
  return found
}

/** A store that counts looks, and holds every write back that `isHeldBack` says. */
const watched = (isHeldBack: () => boolean = () => false) => {
  const inner = memorySearchStore()
  let looks = 0
  let writes = 0
  const store: SearchStore = {
    ...inner,
    look: async (...request) => {
      looks += 1
      return inner.look(...request)
    },
    write: async (operations, signal) => {
      writes += 1
      return isHeldBack() ? operations.map(() => ({ conflict: true })) : inner.write(operations, signal)
    },
  }
  return { store, looks: () => looks, writes: () => writes }
}

const reasonsIn = async (f: ReturnType<typeof functionOf>): Promise<readonly unknown[]> =>
  (await f.parked()).map(({ key, reason }) => [key, reason.code])

describe('a write that is taken', () => {
  it('costs no look where the id is the item’s key, and one where it is derived', async () => {
    const [plain, derived] = [watched(), watched()]

    await functionOf([index(plain.store)]).invoke([insert(1, 'x'), insert(2, 'y', 'b')])
    await functionOf([index(derived.store, true)]).invoke([insert(1, 'x'), insert(2, 'y', 'b')])

    expect([plain.looks(), plain.writes()]).toEqual([0, 1])
    expect([derived.looks(), derived.writes()]).toEqual([1, 1])
  })
})

describe('a write that is held back again and again', () => {
  it.each([
    ['by version', false],
    ['by owner', true],
  ])('is given up after five tries, and tried again with its record: %s', async (_, isIdDerived) => {
    let isBusy = true
    const { store, writes } = watched(() => isBusy)
    const logged: unknown[] = []
    const log = (...entry: unknown[]): void => void logged.push(entry)
    const f = functionOf([index(store, isIdDerived)], {
      items: tableOf({ a: 'x' }),
      logger: { info: log, warn: log, error: log },
    })

    expect(await f.invoke([insert(1, 'x')])).toEqual([1])
    expect(JSON.stringify(logged)).toContain('search.unsettled')
    // By version its own write comes before the tries of the refresh.
    expect(writes()).toBe(isIdDerived ? 5 : 6)
    isBusy = false

    expect(await f.invoke([insert(1, 'x')])).toEqual([])
    expect(Object.values(await contentOf(store))).toEqual([{ name: 'x' }])
    expect(await f.parked()).toEqual([])
  })
})

describe('a record of a stream before the one that writes', () => {
  const [early, later] = ['2026-03-01T10:05:00.000', '2026-03-01T10:40:00.000'].map(label =>
    streamArn.replace(/[^/]+$/, label),
  ) as [string, string]

  it('writes nothing of its own where nothing stands, but what its item is now', async () => {
    const { store } = watched()
    await functionOf([index(store)]).invoke([insert(1, 'other', 'b', later)])
    const f = functionOf([index(store)], { items: tableOf({ a: 'now', b: 'other' }) })

    expect(await f.invoke([insert(9, 'long ago', 'a', early), insert(10, 'gone since', 'c', early)])).toEqual(
      [],
    )

    expect(await contentOf(store)).toEqual({ a: { name: 'now' }, b: { name: 'other' } })
    expect(await f.parked()).toEqual([])
  })

  it.each([false, true])(
    'is parked where nothing stands and no table can be asked (derived ids: %s)',
    async isIdDerived => {
      const { store } = watched()
      await functionOf([index(store, isIdDerived)]).invoke([insert(1, 'other', 'b', later)])
      const f = functionOf([index(store, isIdDerived)])

      await f.invoke([insert(9, 'long ago', 'a', early), remove(10, 'c', early)])

      expect(Object.values(await contentOf(store))).toEqual([{ name: 'other' }])
      expect(await reasonsIn(f)).toEqual([
        ['a', 'version.tied'],
        ['c', 'version.tied'],
      ])
    },
  )
})

describe('an item of which no document can be made', () => {
  it.each([false, true])(
    'fails alone, and its neighbours are written (derived ids: %s)',
    async isIdDerived => {
      const { store } = watched()
      const f = functionOf([index(store, isIdDerived)])

      expect(await f.invoke([insert(1, 'x'), insert(2, 'odd', 'b'), insert(3, 'z', 'c')])).toEqual([2])

      expect(Object.values(await contentOf(store))).toEqual([{ name: 'x' }, { name: 'z' }])
    },
  )

  it('fails alone where it is read from the table', async () => {
    const { store } = watched(() => false)
    await functionOf([index(store)]).invoke([remove(9, 'a'), remove(9, 'b')])
    const read = tableOf({ a: 'odd', b: 'now' }).read
    const f = functionOf([index(store)], { items: { read } })

    expect(await f.invoke([insert(1, 'x', 'a'), insert(2, 'y', 'b')])).toEqual([1])

    expect(await contentOf(store)).toEqual({ b: { name: 'now' } })
  })

  it('fails alone where it cannot be read from the table', async () => {
    const { store } = watched()
    await functionOf([index(store)]).invoke([remove(9, 'a'), remove(9, 'b')])
    const { read } = tableOf({ b: 'now' })
    const items: ItemSource = {
      read: async (address, signal) => {
        const isA = JSON.stringify(address.keys).includes('"a"')
        return isA ? Promise.reject(new Error('throttled')) : read(address, signal)
      },
    }

    expect(
      await functionOf([index(store)], { items }).invoke([insert(1, 'x', 'a'), insert(2, 'y', 'b')]),
    ).toEqual([1])

    expect(await contentOf(store)).toEqual({ b: { name: 'now' } })
  })
})

describe('a refresh', () => {
  it('is not done that its store does not answer for', async () => {
    const inner = memorySearchStore()
    await functionOf([index(inner)]).invoke([remove(9, 'a')])
    let isSilent = true
    let writes = 0
    const store: SearchStore = {
      ...inner,
      write: async (operations, signal) => {
        const results = await inner.write(operations, signal)
        writes += 1
        // The first is the record's own, and is held back.
        return isSilent && writes > 1 ? [] : results
      },
    }
    const f = functionOf([index(store)], { items: tableOf({ a: 'now' }) })

    expect(await f.invoke([insert(1, 'x')])).toEqual([1])
    isSilent = false
    expect(await f.invoke([insert(1, 'x')])).toEqual([])
    expect(Object.values(await contentOf(inner))).toEqual([{ name: 'now' }])
  })
})

describe('a refresh that cannot read its item again', () => {
  it('is not confirmed by that: it goes on until the document is what the item is', async () => {
    const { store } = watched()
    await functionOf([index(store)]).invoke([remove(9, 'a')])
    let reads = 0
    const items: ItemSource = {
      read: async (address, signal) => {
        reads += 1
        if (reads === 2) throw new Error('throttled')
        return tableOf({ a: reads === 1 ? 'now' : 'newer' }).read(address, signal)
      },
    }

    expect(await functionOf([index(store)], { items }).invoke([insert(1, 'x')])).toEqual([])

    expect(await contentOf(store)).toEqual({ a: { name: 'newer' } })
  })
})

describe('a refresh over which somebody writes', () => {
  /** Another function had read the item before; it writes right after the first refresh, and is killed. */
  const overtaken = (operation: Pick<SearchOperation, 'op'>): SearchStore => {
    const inner = memorySearchStore()
    let refreshes = 0
    return {
      ...inner,
      write: async (operations, signal) => {
        const results = await inner.write(operations, signal)
        const [first] = operations
        if (first?.guard.by !== 'newer' || results[0] !== 'applied') return results
        refreshes += 1
        if (refreshes !== 2) return results
        const guard = { by: 'newer' as const, version: String(BigInt(first.guard.version) + 1n) }
        const place = { index: 'things', id: 'a', guard }
        const metadata = JSON.stringify({ stream: streamArn, owner: '{"PK":{"S":"a"}}', hash: 'other' })
        await inner.write([
          operation.op === 'delete'
            ? { op: 'delete', ...place }
            : { op: 'index', ...place, document: '{"name":"before"}', metadata },
        ])
        return results
      },
    }
  }

  it.each(['index', 'delete'] as const)('looks at it again and ends as the item is, after %s', async op => {
    const store = overtaken({ op })
    await functionOf([index(store)]).invoke([remove(9, 'a')])

    expect(
      await functionOf([index(store)], { items: tableOf({ a: 'now' }) }).invoke([insert(1, 'x')]),
    ).toEqual([])

    expect(await contentOf(store)).toEqual({ a: { name: 'now' } })
  })
})

describe('a refresh where ids are derived', () => {
  const byName = (store: SearchStore) =>
    searchIndex({
      filter: when(Thing),
      store,
      index: 'things',
      id: change => (change.kind === 'REMOVE' ? change.before : change.after).name,
      document: ({ key }) => ({ owner: key }),
    })
  const late = recordOf({ seq: 2, key: 'a', before: { name: 'x' }, after: { name: 'y' } })

  it.each<[string, Readonly<Record<string, string>>, object]>([
    ['under a third id, where its item has that by now', { a: 'z' }, { z: { owner: 'a' } }],
    ['under the id of the record, where its item has that', { a: 'y' }, { y: { owner: 'a' } }],
    ['nowhere, where its item is gone', {}, {}],
  ])('leaves its document %s', async (_, table, expected) => {
    const { store } = watched()
    await functionOf([byName(store)]).invoke([insert(1, 'x')])
    const f = functionOf([byName(store)], { items: tableOf(table) })

    expect(await f.invoke([late], { isLate: true })).toEqual([])

    expect(await contentOf(store)).toEqual(expected)
    expect(await f.parked()).toEqual([])
  })
})

describe('what verify expects', () => {
  it('is no document of an image that its schema refuses, and nothing where its function throws', async () => {
    const Sized = entity('Sized', { match: { type: 'THING' }, schema: v.object({ size: v.string() }) })
    const { check } = searchIndex({
      filter: when(Sized),
      store: memorySearchStore(),
      index: 'things',
      document: ({ after }) => {
        if (after.size === 'odd') throw new TypeError('no document of it')
        return { size: after.size }
      },
    })
    const expected = async (size: { readonly S: string } | { readonly N: string }): Promise<unknown> =>
      check?.kind === 'state'
        ? check.expected({ PK: { S: 'a' } }, { PK: { S: 'a' }, type: { S: 'THING' }, size })
        : undefined

    expect(await expected({ S: 'large' })).toEqual(new Map([['a', '{"size":"large"}']]))
    expect(await expected({ N: '1' })).toEqual(new Map())
    await expect(expected({ S: 'odd' })).rejects.toThrow('no document of it')
  })
})
