import { describe, expect, it } from 'vitest'
import type { ParkingStore } from '../../core/parking/parking-store.ts'

const all = async (store: ParkingStore): Promise<Record<string, string>> => {
  const found: Record<string, string> = {}
  for await (const { key, body } of store.list()) found[key] = body
  return found
}

/** What every parking store has to do. `make` gives an empty one. */
export const parkingStoreContract = (
  name: string,
  make: () => ParkingStore | Promise<ParkingStore>,
): void => {
  describe(`${name} as a parking store`, () => {
    it('lists what was parked, whole', async () => {
      const store = await make()
      await store.put('parked/a/1.json', '{"n":12345678901234567890}')
      await store.put('parked/b/2.json', '{}')

      expect(await all(store)).toEqual({
        'parked/a/1.json': '{"n":12345678901234567890}',
        'parked/b/2.json': '{}',
      })
    })

    it('holds one object when the same is parked twice (L15)', async () => {
      const store = await make()
      await store.put('parked/1.json', 'first')
      await store.put('parked/1.json', 'second')

      expect(await all(store)).toEqual({ 'parked/1.json': 'second' })
    })

    it.each(['../../outside', 'a/../../b', 'with space/ü|%2F', '.hidden'])(
      'takes the key %j as it is',
      async key => {
        const store = await make()
        await store.put(key, 'body')

        expect(await all(store)).toEqual({ [key]: 'body' })
      },
    )

    it('is empty at first', async () => {
      expect(await all(await make())).toEqual({})
    })
  })
}
