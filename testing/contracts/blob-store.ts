import { deepEqual, equal, ok } from 'node:assert/strict'
import type { BlobStore } from '../../core/blob/blob-store.ts'
import { portContract } from './contract.ts'
import { listed, afterAbort, holdsNone, rejectionOf } from './outcomes.ts'
import type { WithFaults } from './service-faults.ts'
import { needed } from './service-faults.ts'

/** An empty store. */
export interface BlobStoreUnderTest extends WithFaults {
  /** What is held to the suite. */
  readonly store: BlobStore
}

const bytes = (...values: readonly number[]): Uint8Array => Uint8Array.from(values)

const keysOf = async (store: BlobStore, prefix: string): Promise<readonly string[]> =>
  (await listed(store.list(prefix))).map(({ key }) => key)

/** Plain arrays, since a store may give any kind of bytes. */
const bodyOf = async (store: BlobStore, key: string): Promise<readonly number[] | undefined> => {
  const body = await store.get(key)
  return body && [...body]
}

const oddKeys = ['../../outside', 'a/../../b', 'date=2026-01-01/entity=Ü r%2F|#.ndjson', '.hidden']

/** What every blob store has to do. `make` gives an empty one. */
export const blobStoreContract = portContract<BlobStoreUnderTest>({
  port: 'BlobStore',
  without: {
    'refusal-of-all': 'a call is about one object: its refusal is that of one',
    'partial-failure': 'an object is there whole or not at all, which the refusal of one shows',
  },
  cases: [
    {
      name: 'gives back the bytes that were put',
      run: async make => {
        const { store } = await make()
        const body = Uint8Array.from({ length: 256 }, (_, index) => index)
        await store.put('a/1', body)
        await store.put('a/empty', bytes())

        deepEqual(await bodyOf(store, 'a/1'), [...body])
        deepEqual(await bodyOf(store, 'a/empty'), [])
      },
    },
    {
      name: 'has nothing where nothing was put',
      run: async make => {
        const { store } = await make()
        await store.put('a/1', bytes(1))

        equal(await store.get('a/2'), undefined)
        equal(await store.get('a'), undefined)
        equal(await store.get('a/1/b'), undefined)
      },
    },
    {
      name: 'holds one object when two put the same key at the same time',
      aspect: 'repetition',
      run: async make => {
        const { store } = await make()
        await Promise.all(Array.from({ length: 8 }, async () => store.put('a/1', bytes(7))))
        await store.put('a/1', bytes(8, 8))

        deepEqual(await bodyOf(store, 'a/1'), [8, 8])
        deepEqual(await keysOf(store, ''), ['a/1'])
      },
    },
    {
      name: 'lists by prefix, in the order of the keys, with sizes and times',
      aspect: 'order',
      run: async make => {
        const { store } = await make()
        for (const key of ['b/1', 'a/2', 'a/10', 'a-/x', 'ab']) await store.put(key, bytes(1, 2, 3))

        deepEqual(await keysOf(store, ''), ['a-/x', 'a/10', 'a/2', 'ab', 'b/1'])
        deepEqual(await keysOf(store, 'a/'), ['a/10', 'a/2'])
        deepEqual(await keysOf(store, 'a/1'), ['a/10'])
        deepEqual(await keysOf(store, 'none/'), [])
        for await (const { bytes: size, writtenAtMs } of store.list('b/')) {
          equal(size, 3)
          ok(Math.abs(writtenAtMs - Date.now()) < 60_000, 'the time of the last put is another')
        }
      },
    },
    {
      name: 'removes an object, and does not mind when it is gone already',
      aspect: 'repetition',
      run: async make => {
        const { store } = await make()
        await store.put('a/1', bytes(1))
        await store.remove('a/1')
        await store.remove('a/1')

        equal(await store.get('a/1'), undefined)
        deepEqual(await keysOf(store, ''), [])
      },
    },
    ...oddKeys.map(key => ({
      name: `takes the key ${JSON.stringify(key)} as it is`,
      run: async (make: () => Promise<BlobStoreUnderTest>): Promise<void> => {
        const { store } = await make()
        await store.put(key, bytes(1))

        deepEqual(await keysOf(store, ''), [key])
        deepEqual(await bodyOf(store, key), [1])
      },
    })),
    {
      name: 'rejects when nobody can tell, in each of its functions, and has lost nothing',
      aspect: 'refusal-of-one',
      run: async make => {
        const { store, faults } = await make()
        await store.put('kept', bytes(1))
        await needed(faults, 'breakDown', 'refusal-of-one')()
        await rejectionOf(store.put('lost', bytes(2)))
        await rejectionOf(store.get('kept'))
        await rejectionOf(listed(store.list('')))
        await rejectionOf(store.remove('kept'))
        await needed(faults, 'restore', 'refusal-of-one')()

        deepEqual(await keysOf(store, ''), ['kept'])
      },
    },
    {
      name: 'gives up with its caller',
      aspect: 'abort',
      run: async make => {
        const { store, faults } = await make()
        const hang = needed(faults, 'hang', 'abort')

        await rejectionOf(afterAbort(hang, async signal => store.put('a', bytes(1), signal)))
        await rejectionOf(afterAbort(hang, async signal => store.get('a', signal)))
        await needed(faults, 'restore', 'abort')()

        deepEqual(await keysOf(store, ''), [])
      },
    },
    {
      name: 'holds more objects than a page of a listing, and large ones',
      aspect: 'big-input',
      run: async make => {
        const { store } = await make()
        const body = Uint8Array.from({ length: 2_000_000 }, (_, index) => index % 251)
        const keys = Array.from({ length: 60 }, (_, index) => `many/${String(index).padStart(2, '0')}`)
        for (const key of keys) await store.put(key, bytes(1))
        await store.put('large', body)

        deepEqual(await keysOf(store, 'many/'), keys)
        ok(Buffer.from((await store.get('large')) ?? []).equals(body), 'it comes back as another')
      },
    },
    {
      name: 'keeps secrets out of its errors',
      aspect: 'secrets',
      run: async make => {
        const { store, faults } = await make()
        const secrets = needed(faults, 'secrets', 'secrets')
        await needed(faults, 'breakDown', 'secrets')()
        const errors = [await rejectionOf(store.put('a', bytes(1))), await rejectionOf(store.get('a'))]
        await faults?.restore?.()

        for (const error of errors) holdsNone(error, secrets)
      },
    },
  ],
})
