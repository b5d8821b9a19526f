import { deepEqual } from 'node:assert/strict'
import type { ParkingStore } from '../../core/parking/parking-store.ts'
import { portContract } from './contract.ts'
import { listed, holdsNone, rejectionOf } from './outcomes.ts'
import type { WithFaults } from './service-faults.ts'
import { needed } from './service-faults.ts'

/** An empty store. */
export interface ParkingStoreUnderTest extends WithFaults {
  /** What is held to the suite. */
  readonly store: ParkingStore
}

const everything = async (store: ParkingStore): Promise<Record<string, string>> =>
  Object.fromEntries((await listed(store.list())).map(({ key, body }) => [key, body]))

const oddKeys = ['../../outside', 'a/../../b', 'with space/ü|%2F', '.hidden']

/** What every parking store has to do. `make` gives an empty one. */
export const parkingStoreContract = portContract<ParkingStoreUnderTest>({
  port: 'ParkingStore',
  without: {
    'refusal-of-all': 'a call stores one object: its refusal is that of one',
    'partial-failure': 'an object is there whole or not at all, which the refusal of one shows',
    abort: 'the port takes no signal: what is being parked is about to be lost otherwise',
    order: 'an object is found by its key; who redrives sorts',
  },
  cases: [
    {
      name: 'lists what was parked, whole',
      run: async make => {
        const { store } = await make()
        await store.put('parked/a/1.json', '{"n":12345678901234567890}')
        await store.put('parked/b/2.json', '{}')

        deepEqual(await everything(store), {
          'parked/a/1.json': '{"n":12345678901234567890}',
          'parked/b/2.json': '{}',
        })
      },
    },
    {
      name: 'holds one object when the same is parked twice (L15)',
      aspect: 'repetition',
      run: async make => {
        const { store } = await make()
        await store.put('parked/1.json', 'first')
        await store.put('parked/1.json', 'second')

        deepEqual(await everything(store), { 'parked/1.json': 'second' })
      },
    },
    ...oddKeys.map(key => ({
      name: `takes the key ${JSON.stringify(key)} as it is`,
      run: async (make: () => Promise<ParkingStoreUnderTest>): Promise<void> => {
        const { store } = await make()
        await store.put(key, 'body')

        deepEqual(await everything(store), { [key]: 'body' })
      },
    })),
    {
      name: 'is empty at first',
      run: async make => deepEqual(await everything((await make()).store), {}),
    },
    {
      name: 'rejects what it could not store, and stores it at the next try',
      aspect: 'refusal-of-one',
      run: async make => {
        const { store, faults } = await make()
        await store.put('kept', 'kept')
        await needed(faults, 'breakDown', 'refusal-of-one')()
        await rejectionOf(store.put('lost', 'lost'))
        await needed(faults, 'restore', 'refusal-of-one')()

        deepEqual(await everything(store), { kept: 'kept' })
        await store.put('lost', 'found')
        deepEqual(await everything(store), { kept: 'kept', lost: 'found' })
      },
    },
    {
      name: 'holds more objects than a page of a listing, and larger ones than a record',
      aspect: 'big-input',
      run: async make => {
        const { store } = await make()
        const body = 'ü'.repeat(500_000)
        const keys = Array.from({ length: 60 }, (_, index) => `parked/${index}.json`)
        for (const key of keys) await store.put(key, key)
        await store.put('large', body)

        deepEqual(await everything(store), {
          ...Object.fromEntries(keys.map(key => [key, key])),
          large: body,
        })
      },
    },
    {
      name: 'keeps secrets and what was to be parked out of its errors',
      aspect: 'secrets',
      run: async make => {
        const { store, faults } = await make()
        const secrets = needed(faults, 'secrets', 'secrets')
        await needed(faults, 'breakDown', 'secrets')()
        const error = await rejectionOf(store.put('key', 'marked-body'))
        await faults?.restore?.()

        holdsNone(error, [...secrets, 'marked-body'])
      },
    },
  ],
})
