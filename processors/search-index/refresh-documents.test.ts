import { describe, expect, it } from 'vitest'
import { memorySearchStore } from '../../adapters/memory/memory-search-store.ts'
import type { Image } from '../../core/attributes/attribute-value.ts'
import { systemClock } from '../../core/clock.ts'
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

const keysOf = (key: string): Image => ({ PK: { S: key } })

const checkOf = (store: SearchStore): Required<Pick<StateCheck, 'refresh'>> => {
  const { check } = named(store)
  if (check?.kind !== 'state' || !check.refresh) throw new Error('it compares nothing')
  return { refresh: check.refresh }
}

describe('a repair', () => {
  const tableOf = (items: Readonly<Record<string, string>>) => ({
    read: async ({ keys: { PK } }: { readonly keys: Image }) => {
      const key = PK !== undefined && 'S' in PK ? PK.S : ''
      const name = items[key]
      return Promise.resolve(name === undefined ? undefined : { ...keysOf(key), name: { S: name } })
    },
  })

  const contentOf = async (store: SearchStore): Promise<Record<string, string>> => {
    const found: Record<string, string> = {}
    for await (const [id, document] of store.documents('things')) found[id] = document
    return found
  }

  /** A document under an id that its item does not have, as a change of what ids are made of leaves it. */
  const withStray = async (owner: string) => {
    const store = memorySearchStore()
    await functionOf([named(store)]).invoke([insert('a', 'old')])
    const metadata = JSON.stringify({ stream: streamArn, owner: JSON.stringify(keysOf(owner)) })
    const guard = { by: 'newer', version: '7' } as const
    await store.write([
      { op: 'index', index: 'things', id: 'stray', guard, document: '{"name":"stray"}', metadata },
    ])
    return store
  }

  const context = { clock: systemClock, signal: new AbortController().signal }

  it('takes the document under another id away, and brings the one under the item’s own to what the item is', async () => {
    const store = await withStray('a')
    const address = { streamArn, keys: keysOf('a') }

    const results = await checkOf(store).refresh(
      [
        { id: 'stray', address },
        { id: 'a', address },
      ],
      { ...context, items: tableOf({ a: 'now' }) },
    )

    expect(results).toEqual(['applied', 'applied'])
    expect(await contentOf(store)).toEqual({ a: '{"name":"now"}' })
  })

  it('writes what is beside a true hash, for somebody may have changed the document alone', async () => {
    const store = memorySearchStore()
    await functionOf([named(store)]).invoke([insert('a', 'now')])
    const [seen] = await store.look({ index: 'things', ids: ['a'] })
    if (seen?.found !== true) throw new TypeError('it was written')
    const { token, metadata = '' } = seen
    const guard = { by: 'seen', token } as const
    await store.write([
      { op: 'index', index: 'things', id: 'a', guard, document: '{"name":"changed"}', metadata },
    ])

    const targets = [{ id: 'a', address: { streamArn, keys: keysOf('a') } }]
    expect(await checkOf(store).refresh(targets, { ...context, items: tableOf({ a: 'now' }) })).toEqual([
      'applied',
    ])

    expect(await contentOf(store)).toEqual({ a: '{"name":"now"}' })
  })

  it('takes no derived id for a stray one, whatever the item’s key is', async () => {
    const store = memorySearchStore()
    const guards: string[] = []
    const write: SearchStore['write'] = async operations => {
      guards.push(...operations.map(({ guard: { by } }) => by))
      return store.write(operations)
    }
    const { check } = searchIndex({
      filter: everything(),
      store: { ...store, write },
      index: 'things',
      id: change => (change as { readonly after?: { readonly name: string } }).after?.name ?? '',
      document: ({ key }) => ({ name: key }),
    })
    if (check?.kind !== 'state' || !check.refresh) throw new Error('it compares nothing')
    const targets = [{ id: 'now', address: { streamArn, keys: keysOf('a') } }]

    expect(await check.refresh(targets, { ...context, items: tableOf({ a: 'now' }) })).toEqual(['applied'])

    expect(await contentOf(store)).toEqual({ now: '{"name":"a"}' })
    // No version orders ids that items hand to each other.
    expect(guards).toEqual(['absent'])
  })

  it('leaves a document under another id alone that names another item', async () => {
    const store = await withStray('b')
    const address = { streamArn, keys: keysOf('a') }

    const results = await checkOf(store).refresh([{ id: 'stray', address }], {
      ...context,
      items: tableOf({ a: 'now' }),
    })

    expect(results).toEqual(['unchanged'])
    expect(await contentOf(store)).toEqual({ a: '{"name":"old"}', stray: '{"name":"stray"}' })
  })

  it('leaves a document under another id that changes meanwhile to the next repair, and says so', async () => {
    const inner = await withStray('a')
    const store: SearchStore = {
      ...inner,
      write: async operations => Promise.resolve(operations.map(() => ({ conflict: true }))),
    }
    const address = { streamArn, keys: keysOf('a') }

    expect(
      await checkOf(store).refresh([{ id: 'stray', address }], { ...context, items: tableOf({ a: 'now' }) }),
    ).toEqual([expect.objectContaining({ code: 'search.unsettled', detail: { id: 'stray', tries: 1 } })])
  })

  it('fails the one alone whose stream may not write there', async () => {
    const store = memorySearchStore()
    await functionOf([named(store)]).invoke([insert('a', 'old')])
    const abroad = streamArn.replace('eu-central-1', 'us-east-1')
    const targets = [abroad, streamArn].map(arn => ({
      id: 'a',
      address: { streamArn: arn, keys: keysOf('a') },
    }))

    expect(await checkOf(store).refresh(targets, { ...context, items: tableOf({ a: 'now' }) })).toEqual([
      expect.objectContaining({ code: 'search.owner-differs' }),
      'applied',
    ])
    expect(await contentOf(store)).toEqual({ a: '{"name":"now"}' })
  })
})
