import { deepEqual, equal, ok } from 'node:assert/strict'
import type {
  Guard,
  SearchOperation,
  SearchResult,
  SearchStore,
  Seen,
} from '../../processors/search-index/search-store.ts'
import { portContract } from './contract.ts'
import { listed, failures, afterAbort, holdsNone, outcomesOfCall } from './outcomes.ts'
import type { WithFaults } from './service-faults.ts'
import { needed } from './service-faults.ts'

/** An empty store. */
export interface SearchStoreUnderTest extends WithFaults {
  /** What is held to the suite. */
  readonly store: SearchStore
}

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

const contentOf = async (store: SearchStore): Promise<Record<string, string>> =>
  Object.fromEntries(await listed(store.documents('things')))

/** The ways in which a store may word a conflict are its own. */
const shortly = (results: readonly SearchResult[]): readonly string[] =>
  results.map(result =>
    result instanceof Error ? result.message : typeof result === 'object' ? 'conflict' : result,
  )

const writeEach = async (
  store: SearchStore,
  operations: readonly SearchOperation[],
): Promise<readonly string[]> => {
  const results: string[] = []
  for (const operation of operations) results.push(...shortly(await store.write([operation])))
  return results
}

const lookAt = async (
  store: SearchStore,
  id: string,
): Promise<Extract<Seen, { found: true }> | undefined> => {
  const [seen] = await store.look({ index: 'things', ids: [id], withDocument: true })
  return seen?.found === true ? seen : undefined
}

const marked = 'marked-value'
const documents = (count: number): readonly SearchOperation[] =>
  Array.from({ length: count }, (_, index) => put(`id-${index}-`, newer(1), `{"text":"${marked}"}`))

/** Beyond the five megabytes of a bulk request. */
const many = 600
const longText = 'x'.repeat(9_000)

/**
 * What every search store has to do: versions that guard writes and deletes, looks, marks. `make` gives an empty one.
 *
 * @example
 * ```ts
 * for (const { name, run } of searchStoreContract(() => ({ store: memorySearchStore() }), withoutService)) it(name, run)
 * ```
 */
export const searchStoreContract = portContract<SearchStoreUnderTest>({
  port: 'SearchStore',
  without: {},
  cases: [
    {
      name: 'takes a newer version only, or an equal one where that is said',
      aspect: 'repetition',
      run: async make => {
        const { store } = await make()

        const results = await writeEach(store, [
          put('a', newer(5), '{"v":1}'),
          put('a', newer(5), '{"v":2}'),
          put('a', newerOrEqual(5), '{"v":3}'),
          put('a', newerOrEqual(4), '{"v":4}'),
        ])

        deepEqual(results, ['applied', 'conflict', 'applied', 'conflict'])
        deepEqual(await contentOf(store), { a: '{"v":3}' })
      },
    },
    {
      name: 'does not let an older write bring a deleted document back',
      run: async make => {
        const { store } = await make()

        const results = await writeEach(store, [
          put('a', newer(1)),
          drop('a', newer(7)),
          put('a', newer(6)),
          put('a', newer(7)),
          drop('b', newer(7)),
          put('b', newer(6)),
          put('b', newerOrEqual(7)),
        ])

        deepEqual(results, ['applied', 'applied', 'conflict', 'conflict', 'applied', 'conflict', 'applied'])
        deepEqual(Object.keys(await contentOf(store)), ['b'])
      },
    },
    ...[2n ** 53n, 2n ** 53n + 1n, 10n ** 18n + 7n, 2n ** 63n - 4n].map(version => ({
      name: `tells ${version} from the version after it, in writes, deletes, looks and conflicts`,
      run: async (make: () => Promise<SearchStoreUnderTest>): Promise<void> => {
        const { store } = await make()
        const results = await store.write([put('v', newer(String(version + 1n)))])
        const late = await store.write([put('v', newer(String(version)))])
        const [conflict] = late

        deepEqual(shortly([...results, ...late]), ['applied', 'conflict'])
        equal((await lookAt(store, 'v'))?.version, String(version + 1n))
        if (typeof conflict === 'object' && 'conflict' in conflict && conflict.version !== undefined)
          equal(conflict.version, String(version + 1n))
        deepEqual(
          await writeEach(store, [drop('v', newer(String(version))), drop('v', newer(String(version + 2n)))]),
          ['conflict', 'applied'],
        )
      },
    })),
    {
      name: 'keeps documents exactly as they were written, and their metadata apart',
      run: async make => {
        const { store } = await make()
        const document = '{"n":12345678901234567890.5,"t":"x"}'
        await store.write([put('a|b%!ü', newer(1), document, '{"seq":"1"}'), put('empty', newer(1))])

        deepEqual(await contentOf(store), { 'a|b%!ü': document, empty: '{}' })
        deepEqual(JSON.parse((await lookAt(store, 'a|b%!ü'))?.metadata ?? ''), { seq: '1' })
        equal((await lookAt(store, 'a|b%!ü'))?.document, document)
      },
    },
    {
      name: 'finds what was acknowledged at once, and nothing where nothing is',
      run: async make => {
        const { store } = await make()
        await store.write([put('a', newer(3)), put('b', newer(4)), drop('b', newer(5))])

        const seen = await store.look({ index: 'things', ids: ['b', 'a', 'c'] })

        deepEqual(
          seen.map(each => (each.found ? each.version : undefined)),
          [undefined, '3', undefined],
        )
        deepEqual(await store.look({ index: 'nothing-here', ids: ['a'] }), [{ found: false }])
      },
    },
    {
      name: 'writes and deletes what was looked at only while it is still that',
      run: async make => {
        const { store } = await make()
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

        deepEqual(results, ['applied', 'conflict', 'conflict', 'conflict'])
        deepEqual(await writeEach(store, [drop('a', seen(again?.token))]), ['applied'])
        deepEqual(await contentOf(store), { b: '{"v":"other"}' })
      },
    },
    {
      name: 'makes a document only where there is none',
      run: async make => {
        const { store } = await make()
        const absent: Guard = { by: 'absent' }

        const results = await writeEach(store, [
          put('a', absent, '{"v":1}'),
          put('a', absent, '{"v":2}'),
          put('b', newer(9)),
          drop('b', newer(10)),
          put('b', absent, '{"v":3}'),
        ])

        deepEqual(results, ['applied', 'conflict', 'applied', 'applied', 'applied'])
        deepEqual(await contentOf(store), { a: '{"v":1}', b: '{"v":3}' })
      },
    },
    {
      name: 'stores a mark only if it still is as it was read',
      run: async make => {
        const { store } = await make()

        equal(await store.readMark('things'), undefined)
        equal(await store.writeMark('things', { text: 'one', token: undefined }), true)
        equal(await store.writeMark('things', { text: 'two', token: undefined }), false)
        const one = await store.readMark('things')
        equal(await store.writeMark('things', { text: 'three', token: one?.token }), true)
        equal(await store.writeMark('things', { text: 'four', token: one?.token }), false)
        equal((await store.readMark('things'))?.text, 'three')
        equal(await store.readMark('others'), undefined)
      },
    },
    {
      name: 'is ready for metadata before the first write and after it',
      run: async make => {
        const { store } = await make()
        await store.prepare('things')
        await store.write([put('a', newer(1), '{}', '{"owner":"x"}')])
        await store.prepare('things')

        deepEqual(await contentOf(store), { a: '{}' })
      },
    },
    {
      name: 'keeps indexes apart',
      run: async make => {
        const { store } = await make()
        await store.write([put('a', newer(1)), { ...put('a', newer(9)), index: 'others' }])

        deepEqual(await contentOf(store), { a: '{}' })
      },
    },
    {
      name: 'writes what one call holds for an id in its order, and answers in that order',
      aspect: 'order',
      run: async make => {
        const { store, faults } = await make()
        faults?.slowNext?.()

        const results = await store.write([
          put('a', newer(1), '{"v":1}'),
          put('b', newer(5), '{"v":5}'),
          put('a', newer(2), '{"v":2}'),
          put('b', newer(4), '{"v":4}'),
          drop('c', newer(2)),
          put('c', newer(1)),
          put('a', newer(3), '{"v":3}'),
        ])

        deepEqual(shortly(results), [
          'applied',
          'applied',
          'applied',
          'conflict',
          'applied',
          'conflict',
          'applied',
        ])
        deepEqual(await contentOf(store), { a: '{"v":3}', b: '{"v":5}' })
      },
    },
    {
      name: 'fails the one document that is refused, and writes its neighbours',
      aspect: 'refusal-of-one',
      run: async make => {
        const { store, faults } = await make()
        needed(faults, 'refuse', 'refusal-of-one')('id-2-')

        const results = await store.write(documents(5))

        deepEqual(failures(results), [false, false, true, false, false])
        deepEqual(Object.keys(await contentOf(store)).toSorted(), ['id-0-', 'id-1-', 'id-3-', 'id-4-'])
      },
    },
    {
      name: 'writes nothing when it cannot be reached, says so of each, and takes it at the next try',
      aspect: 'refusal-of-all',
      run: async make => {
        const { store, faults } = await make()
        await needed(faults, 'breakDown', 'refusal-of-all')()
        const outcomes = await outcomesOfCall(5, store.write(documents(5)))
        await needed(faults, 'restore', 'refusal-of-all')()

        deepEqual(failures(outcomes), Array(5).fill(true))
        deepEqual(await contentOf(store), {})
        deepEqual(shortly(await store.write(documents(5))), Array(5).fill('applied'))
      },
    },
    {
      name: 'says of each document whether it was written before the service went away',
      aspect: 'partial-failure',
      run: async make => {
        const { store, faults } = await make()
        const operations = documents(many).map(each => ({ ...each, document: `{"text":"${longText}"}` }))
        needed(faults, 'breakAfterOne', 'partial-failure')()
        const outcomes = await outcomesOfCall(many, store.write(operations))
        await needed(faults, 'restore', 'partial-failure')()

        const written = operations.filter((_, index) => outcomes[index] === 'applied')
        deepEqual(Object.keys(await contentOf(store)).toSorted(), written.map(({ id }) => id).toSorted())
      },
    },
    {
      name: 'gives up with its caller, and calls nothing written',
      aspect: 'abort',
      run: async make => {
        const { store, faults } = await make()
        const hang = needed(faults, 'hang', 'abort')

        const outcomes = await afterAbort(hang, async signal =>
          outcomesOfCall(3, store.write(documents(3), signal)),
        )
        await needed(faults, 'restore', 'abort')()

        ok(failures(outcomes).every(Boolean), 'a document counts as written that nobody has')
        deepEqual(await contentOf(store), {})
      },
    },
    {
      name: 'writes and gives back more than one request takes, each answer in its place',
      aspect: 'big-input',
      run: async make => {
        const { store } = await make()
        const held = 434
        await store.write([put(`id-${held}-`, newer(9))])
        const operations = documents(many).map(each => ({ ...each, document: `{"text":"${longText}"}` }))

        const results = shortly(await store.write(operations))

        deepEqual(
          results,
          operations.map((_, index) => (index === held ? 'conflict' : 'applied')),
        )
        equal(Object.keys(await contentOf(store)).length, many)
      },
    },
    {
      name: 'keeps secrets and what documents say out of its errors',
      aspect: 'secrets',
      run: async make => {
        const { store, faults } = await make()
        const secrets = needed(faults, 'secrets', 'secrets')
        await needed(faults, 'breakDown', 'secrets')()
        const [error] = await outcomesOfCall(1, store.write(documents(1)))
        await faults?.restore?.()

        ok(error instanceof Error)
        holdsNone(error, [...secrets, marked])
      },
    },
  ],
})
