import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Guard, SearchOperation, SearchStore } from '../../processors/search-index/search-store.ts'

const newer = (version: number | string): Guard => ({ by: 'newer', version: String(version) })

const put = (id: string, guard: Guard, document = '{}'): SearchOperation => ({
  op: 'index',
  index: 'things',
  id,
  guard,
  document,
  metadata: '{}',
})
const drop = (id: string, guard: Guard): SearchOperation => ({ op: 'delete', index: 'things', id, guard })

const all = async (store: SearchStore): Promise<Record<string, string>> => {
  const found: Record<string, string> = {}
  for await (const [id, document] of store.documents('things')) found[id] = document
  return found
}

const writeOne = async (store: SearchStore, operation: SearchOperation): Promise<string> => {
  const [result] = await store.write([operation])
  return result instanceof Error ? result.message : typeof result === 'object' ? 'conflict' : String(result)
}

const lookAt = async (store: SearchStore, id: string) => {
  const [seen] = await store.look({ index: 'things', ids: [id], withDocument: true })
  return seen?.found === true ? seen : undefined
}

const versionsBeyondNumbers = fc.bigInt({ min: 2n ** 53n, max: 2n ** 63n - 3n })

/** What holds of every search store whatever is written: beside its contract, whose cases are single ones. */
export const searchStoreLaws = (name: string, make: () => SearchStore | Promise<SearchStore>): void => {
  describe(`${name} as a search store, whatever is written`, () => {
    it('tells v from v + 1 beyond 2^53, in writes, deletes, looks and conflicts', async () => {
      await fc.assert(
        fc.asyncProperty(versionsBeyondNumbers, async version => {
          const store = await make()
          const id = `v${version}`
          const first = await writeOne(store, put(id, newer(String(version + 1n))))
          const [late] = await store.write([put(id, newer(String(version)))])

          expect([first, typeof late]).toEqual(['applied', 'object'])
          expect(late).not.toBeInstanceOf(Error)
          expect((await lookAt(store, id))?.version).toBe(String(version + 1n))
          if (typeof late === 'object' && 'conflict' in late && late.version !== undefined)
            expect(late.version).toBe(String(version + 1n))
          expect([
            await writeOne(store, drop(id, newer(String(version)))),
            await writeOne(store, drop(id, newer(String(version + 2n)))),
          ]).toEqual(['conflict', 'applied'])
        }),
        { numRuns: 10 },
      )
    })

    it('ends at the greatest version, in whatever order writes arrive', async () => {
      const operation = fc.tuple(fc.constantFrom('a', 'b'), fc.nat({ max: 9 }), fc.boolean())
      await fc.assert(
        fc.asyncProperty(
          fc.uniqueArray(operation, { selector: ([id, version]) => `${id}${version}` }),
          async writes => {
            const store = await make()
            for (const [id, version, isPut] of writes) {
              await store.write([
                isPut ? put(id, newer(version), `{"v":${version}}`) : drop(id, newer(version)),
              ])
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
  })
}
