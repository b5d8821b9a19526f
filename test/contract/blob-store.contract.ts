import { describe, expect, it } from 'vitest'
import type { BlobStore } from '../../core/blob/blob-store.ts'

const bytes = (...values: readonly number[]): Uint8Array => Uint8Array.from(values)

const keysOf = async (store: BlobStore, prefix: string): Promise<readonly string[]> => {
  const keys: string[] = []
  for await (const { key } of store.list(prefix)) keys.push(key)
  return keys
}

/** What every blob store has to do. `make` gives an empty one. */
export const blobStoreContract = (name: string, make: () => BlobStore | Promise<BlobStore>): void => {
  describe(`${name} as a blob store`, () => {
    it('gives back the bytes that were put', async () => {
      const store = await make()
      const body = Uint8Array.from({ length: 256 }, (_, index) => index)
      await store.put('a/1', body)
      await store.put('a/empty', bytes())

      expect(Buffer.from((await store.get('a/1'))!).equals(body)).toBe(true)
      expect((await store.get('a/empty'))!.length).toBe(0)
    })

    it('has nothing where nothing was put', async () => {
      const store = await make()
      await store.put('a/1', bytes(1))

      expect(await store.get('a/2')).toBeUndefined()
      expect(await store.get('a')).toBeUndefined()
      expect(await store.get('a/1/b')).toBeUndefined()
    })

    it('holds one object when two put the same key at the same time', async () => {
      const store = await make()
      await Promise.all(Array.from({ length: 8 }, async () => store.put('a/1', bytes(7))))
      await store.put('a/1', bytes(8, 8))

      expect(Buffer.from((await store.get('a/1'))!)).toEqual(Buffer.from([8, 8]))
      expect(await keysOf(store, '')).toEqual(['a/1'])
    })

    it('lists by prefix, in the order of the keys, with sizes and times', async () => {
      const store = await make()
      for (const key of ['b/1', 'a/2', 'a/10', 'a-/x', 'ab']) await store.put(key, bytes(1, 2, 3))

      expect(await keysOf(store, '')).toEqual(['a-/x', 'a/10', 'a/2', 'ab', 'b/1'])
      expect(await keysOf(store, 'a/')).toEqual(['a/10', 'a/2'])
      expect(await keysOf(store, 'a/1')).toEqual(['a/10'])
      expect(await keysOf(store, 'none/')).toEqual([])
      for await (const { bytes: size, writtenAtMs } of store.list('b/')) {
        expect(size).toBe(3)
        expect(Math.abs(writtenAtMs - Date.now())).toBeLessThan(60_000)
      }
    })

    it('removes an object, and does not mind when it is gone already', async () => {
      const store = await make()
      await store.put('a/1', bytes(1))
      await store.remove('a/1')
      await store.remove('a/1')

      expect(await store.get('a/1')).toBeUndefined()
      expect(await keysOf(store, '')).toEqual([])
    })

    it.each(['../../outside', 'a/../../b', 'date=2026-01-01/entity=Ü r%2F|#.ndjson', '.hidden'])(
      'takes the key %j as it is',
      async key => {
        const store = await make()
        await store.put(key, bytes(1))

        expect(await keysOf(store, '')).toEqual([key])
        expect(await store.get(key)).toBeDefined()
      },
    )
  })
}
