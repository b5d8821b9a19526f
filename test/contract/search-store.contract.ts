import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SearchOperation, SearchStore } from '../../processors/search-index/search-store.ts'

const put = (id: string, version: number | string, document = '{}'): SearchOperation => ({
  op: 'index',
  index: 'things',
  id,
  version: String(version),
  document,
})
const drop = (id: string, version: number): SearchOperation => ({
  op: 'delete',
  index: 'things',
  id,
  version: String(version),
})

const all = async (store: SearchStore): Promise<Record<string, string>> => {
  const found: Record<string, string> = {}
  for await (const [id, document] of store.documents('things')) found[id] = document
  return found
}

/** What every search store has to do: external_gte versions, also for deletes. `make` gives an empty one. */
export const searchStoreContract = (name: string, make: () => SearchStore | Promise<SearchStore>): void => {
  describe(`${name} as a search store`, () => {
    it('writes again at an equal version and refuses a lower one', async () => {
      const store = await make()

      const results = await store.write([
        put('a', 5, '{"v":1}'),
        put('a', 5, '{"v":2}'),
        put('a', 4, '{"v":3}'),
      ])

      expect(results).toEqual(['applied', 'applied', 'unchanged'])
      expect(await all(store)).toEqual({ a: '{"v":2}' })
    })

    it('does not let an older write bring a deleted document back', async () => {
      const store = await make()

      const results = await store.write([put('a', 1), drop('a', 7), put('a', 6), drop('b', 7), put('b', 6)])

      expect(results).toEqual(['applied', 'applied', 'unchanged', 'applied', 'unchanged'])
      expect(await all(store)).toEqual({})
    })

    it('tells versions beyond 2^53 apart', async () => {
      const store = await make()

      const results = await store.write([put('a', '9007199254740993'), put('a', '9007199254740992')])

      expect(results).toEqual(['applied', 'unchanged'])
    })

    it('keeps documents exactly as they were written', async () => {
      const store = await make()
      await store.write([put('a|b%!ü', 1, '{"n":12345678901234567890.5,"t":"x"}')])

      expect(await all(store)).toEqual({ 'a|b%!ü': '{"n":12345678901234567890.5,"t":"x"}' })
    })

    it('ends at the greatest version, in whatever order writes arrive', async () => {
      const operation = fc.tuple(fc.constantFrom('a', 'b'), fc.nat({ max: 9 }), fc.boolean())
      await fc.assert(
        fc.asyncProperty(
          fc.uniqueArray(operation, { selector: ([id, version]) => `${id}${version}` }),
          async writes => {
            const store = await make()
            for (const [id, version, isPut] of writes) {
              await store.write([isPut ? put(id, version, `{"v":${version}}`) : drop(id, version)])
            }

            const newest = new Map(writes.toSorted((x, y) => x[1] - y[1]).map(write => [write[0], write]))
            const expected = [...newest.values()].filter(([, , isPut]) => isPut)
            expect(await all(store)).toEqual(
              Object.fromEntries(expected.map(([id, version]) => [id, `{"v":${version}}`])),
            )
          },
        ),
        { numRuns: 25 },
      )
    })

    it('keeps indexes apart', async () => {
      const store = await make()
      await store.write([put('a', 1), { ...put('a', 9), index: 'others' }])

      expect(await all(store)).toEqual({ a: '{}' })
    })
  })
}
