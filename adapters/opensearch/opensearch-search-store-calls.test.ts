import { describe, expect, it } from 'vitest'
import type { SearchOperation } from '../../processors/search-index/search-store.ts'
import { httpStub } from '../../test/support/http-stub.ts'
import { openSearchStore } from './opensearch-search-store.ts'

const root = { version: { distribution: 'opensearch', number: '2.19.6' } }

const drop = (id: string): SearchOperation => ({
  op: 'delete',
  index: 'things',
  id,
  guard: { by: 'newer', version: '1' },
})

const applied = { delete: { status: 200 } }

/** A store in an engine that answers every bulk request with these items. */
const storeOf = async (items: readonly object[]) => {
  const stub = await httpStub(({ path }) => ({ body: path === '/' ? root : { items } }))
  return { stub, store: openSearchStore({ node: stub.url, timeoutMs: 10_000 }) }
}

describe('a store', () => {
  it('asks nobody where there is nothing to write', async () => {
    const { stub, store } = await storeOf([])

    expect(await store.write([])).toEqual([])
    expect(stub.requests).toEqual([])
  })

  it('lets go of its connection when it is closed', async () => {
    const { stub, store } = await storeOf([applied])
    await store.close()
    await store.write([drop('a')])
    expect(stub.connections()).toBe(1)

    await store.close()

    await store.write([drop('a')])
    expect(stub.connections()).toBe(2)
  })

  it('takes an item that is nothing for the engine’s trouble, and leaves its neighbours alone', async () => {
    const { store } = await storeOf([applied, { delete: null }, applied])

    expect(await store.write(['a', 'b', 'c'].map(drop))).toEqual([
      'applied',
      expect.objectContaining({ code: 'sink.unavailable' }),
      'applied',
    ])
  })
})
