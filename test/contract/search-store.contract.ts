import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Guard, SearchOperation, SearchStore } from '../../processors/search-index/search-store.ts'

const newer = (version: number | string): Guard => ({ by: 'newer', version: String(version) })
const newerOrEqual = (version: number | string): Guard => ({ by: 'newer-or-equal', version: String(version) })

const put = (id: string, guard: Guard, document = '{}', metadata = '{}'): SearchOperation => ({
  op: 'index',
  index: 'things',
  id,
  guard,
  document,
  metadata,
})
const drop = (id: string, guard: Guard): SearchOperation => ({ op: 'delete', index: 'things', id, guard })

const all = async (store: SearchStore): Promise<Record<string, string>> => {
  const found: Record<string, string> = {}
  for await (const [id, document] of store.documents('things')) found[id] = document
  return found
}

/** The ways in which a store may word a conflict are its own. */
const shortly = (results: Awaited<ReturnType<SearchStore['write']>>): readonly string[] =>
  results.map(result =>
    result instanceof Error ? result.message : typeof result === 'object' ? 'conflict' : result,
  )

const writeEach = async (store: SearchStore, operations: readonly SearchOperation[]) => {
  const results: string[] = []
  for (const operation of operations) results.push(...shortly(await store.write([operation])))
  return results
}

const lookAt = async (store: SearchStore, id: string) => {
  const [seen] = await store.look({ index: 'things', ids: [id], withDocument: true })
  return seen?.found === true ? seen : undefined
}

const versionsBeyondNumbers = fc.bigInt({ min: 2n ** 53n, max: 2n ** 63n - 3n })

/** What every search store has to do: versions that guard writes and deletes, looks, marks. `make` gives an empty one. */
export const searchStoreContract = (name: string, make: () => SearchStore | Promise<SearchStore>): void => {
  describe(`${name} as a search store`, () => {
    it('takes a newer version only, or an equal one where that is said', async () => {
      const store = await make()

      const results = await writeEach(store, [
        put('a', newer(5), '{"v":1}'),
        put('a', newer(5), '{"v":2}'),
        put('a', newerOrEqual(5), '{"v":3}'),
        put('a', newerOrEqual(4), '{"v":4}'),
      ])

      expect(results).toEqual(['applied', 'conflict', 'applied', 'conflict'])
      expect(await all(store)).toEqual({ a: '{"v":3}' })
    })

    it('does not let an older write bring a deleted document back', async () => {
      const store = await make()

      const results = await writeEach(store, [
        put('a', newer(1)),
        drop('a', newer(7)),
        put('a', newer(6)),
        put('a', newer(7)),
        drop('b', newer(7)),
        put('b', newer(6)),
        put('b', newerOrEqual(7)),
      ])

      expect(results).toEqual([
        'applied',
        'applied',
        'conflict',
        'conflict',
        'applied',
        'conflict',
        'applied',
      ])
      expect(Object.keys(await all(store))).toEqual(['b'])
    })

    it('tells v from v + 1 beyond 2^53, in writes, deletes, looks and conflicts', async () => {
      await fc.assert(
        fc.asyncProperty(versionsBeyondNumbers, async version => {
          const store = await make()
          const id = `v${version}`
          const results = await store.write([put(id, newer(String(version + 1n)))])
          const late = await store.write([put(id, newer(String(version)))])

          expect(shortly([...results, ...late])).toEqual(['applied', 'conflict'])
          expect((await lookAt(store, id))?.version).toBe(String(version + 1n))
          const [conflict] = late
          if (typeof conflict === 'object' && 'conflict' in conflict && conflict.version !== undefined)
            expect(conflict.version).toBe(String(version + 1n))
          expect(
            await writeEach(store, [drop(id, newer(String(version))), drop(id, newer(String(version + 2n)))]),
          ).toEqual(['conflict', 'applied'])
        }),
        { numRuns: 10 },
      )
    })

    it('keeps documents exactly as they were written, and their metadata apart', async () => {
      const store = await make()
      const document = '{"n":12345678901234567890.5,"t":"x"}'
      await store.write([put('a|b%!ü', newer(1), document, '{"seq":"1"}'), put('empty', newer(1))])

      expect(await all(store)).toEqual({ 'a|b%!ü': document, empty: '{}' })
      expect(JSON.parse((await lookAt(store, 'a|b%!ü'))?.metadata ?? '')).toEqual({ seq: '1' })
      expect((await lookAt(store, 'a|b%!ü'))?.document).toBe(document)
    })

    it('finds what was acknowledged at once, and nothing where nothing is', async () => {
      const store = await make()
      await store.write([put('a', newer(3)), put('b', newer(4)), drop('b', newer(5))])

      const seen = await store.look({ index: 'things', ids: ['b', 'a', 'c'] })

      expect(seen.map(each => (each.found ? each.version : undefined))).toEqual([undefined, '3', undefined])
      expect(await store.look({ index: 'nothing-here', ids: ['a'] })).toEqual([{ found: false }])
    })

    it('writes and deletes what was looked at only while it is still that', async () => {
      const store = await make()
      await store.write([put('a', newer(3)), put('b', newer(3))])
      const [a, b] = [await lookAt(store, 'a'), await lookAt(store, 'b')]
      await store.write([put('b', newer(4), '{"v":"other"}')])
      const seen = (token = ''): Guard => ({ by: 'seen', token })

      const results = await writeEach(store, [
        put('a', seen(a?.token), '{"v":2}'),
        put('a', seen(a?.token), '{"v":3}'),
        put('b', seen(b?.token), '{"v":2}'),
        drop('b', seen(b?.token)),
      ])
      const again = await lookAt(store, 'a')

      expect(results).toEqual(['applied', 'conflict', 'conflict', 'conflict'])
      expect(await writeEach(store, [drop('a', seen(again?.token))])).toEqual(['applied'])
      expect(await all(store)).toEqual({ b: '{"v":"other"}' })
    })

    it('makes a document only where there is none', async () => {
      const store = await make()
      const absent: Guard = { by: 'absent' }

      const results = await writeEach(store, [
        put('a', absent, '{"v":1}'),
        put('a', absent, '{"v":2}'),
        put('b', newer(9)),
        drop('b', newer(10)),
        put('b', absent, '{"v":3}'),
      ])

      expect(results).toEqual(['applied', 'conflict', 'applied', 'applied', 'applied'])
      expect(await all(store)).toEqual({ a: '{"v":1}', b: '{"v":3}' })
    })

    it('stores a mark only if it still is as it was read', async () => {
      const store = await make()
      const first = await store.readMark('things')

      expect(first).toBeUndefined()
      expect(await store.writeMark('things', { text: 'one', token: undefined })).toBe(true)
      expect(await store.writeMark('things', { text: 'two', token: undefined })).toBe(false)
      const one = await store.readMark('things')
      expect(await store.writeMark('things', { text: 'three', token: one?.token })).toBe(true)
      expect(await store.writeMark('things', { text: 'four', token: one?.token })).toBe(false)
      expect((await store.readMark('things'))?.text).toBe('three')
      expect(await store.readMark('others')).toBeUndefined()
    })

    it('is ready for metadata before the first write and after it', async () => {
      const store = await make()
      await store.prepare('things')
      await store.write([put('a', newer(1), '{}', '{"owner":"x"}')])
      await store.prepare('things')

      expect(await all(store)).toEqual({ a: '{}' })
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

    it('keeps indexes apart', async () => {
      const store = await make()
      await store.write([put('a', newer(1)), { ...put('a', newer(9)), index: 'others' }])

      expect(await all(store)).toEqual({ a: '{}' })
    })
  })
}
