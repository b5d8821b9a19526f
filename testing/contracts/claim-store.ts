import { deepEqual, equal, ok } from 'node:assert/strict'
import type { ClaimStore } from '../../core/ledger/claim-store.ts'
import { portContract } from './contract.ts'
import { afterAbort, holdsNone, rejectionOf } from './outcomes.ts'
import type { WithFaults } from './service-faults.ts'
import { needed } from './service-faults.ts'

/** A store without a claim. */
export interface ClaimStoreUnderTest extends WithFaults {
  /** What is held to the suite. */
  readonly store: ClaimStore
  /** The same claims as another process has them, where there can be one. */
  readonly again?: () => ClaimStore
}

type Claim = Parameters<ClaimStore['write']>[0]

const claim = (text: string, expected?: string, place = 'p'): Claim => ({
  place,
  expected,
  text,
  expiresAtMs: 2_000_000_000_000,
})

const written = { isWritten: true }

/** What every store of claims has to do, whatever it stores in. `make` gives an empty one. */
export const claimStoreContract = portContract<ClaimStoreUnderTest>({
  port: 'ClaimStore',
  without: {
    'refusal-of-all': 'a call writes one claim: its refusal is that of one',
    'partial-failure': 'a claim is one text, which is there or not',
    order: 'a claim replaces what its writer knows of: there is no other order',
    'big-input': 'a claim is a few words that Tailrace itself makes',
  },
  cases: [
    {
      name: 'gives a place to the first, and tells the second what stands there',
      run: async make => {
        const { store } = await make()

        deepEqual(await store.write(claim('mine')), written)
        deepEqual(await store.write(claim('yours')), { isWritten: false, found: 'mine' })
        equal(await store.read('p'), 'mine')
      },
    },
    {
      name: 'gives a place to one of many that want it at once',
      run: async make => {
        const { store, again = () => store } = await make()
        const stores = Array.from({ length: 8 }, (_, index) => (index % 2 === 0 ? store : again()))

        const writes = await Promise.all(stores.map(async (each, index) => each.write(claim(`by ${index}`))))

        const winners = writes.flatMap(({ isWritten }, index) => (isWritten ? [`by ${index}`] : []))
        equal(winners.length, 1)
        equal(await again().read('p'), winners[0])
        for (const write of writes) ok(write.isWritten || write.found === winners[0])
      },
    },
    {
      name: 'replaces only what is known to stand there',
      run: async make => {
        const { store } = await make()
        await store.write(claim('one'))

        deepEqual(await store.write(claim('three', 'two')), { isWritten: false, found: 'one' })
        deepEqual(await store.write(claim('two', 'one')), written)
        deepEqual(await store.write(claim('four', 'one')), { isWritten: false, found: 'two' })
        equal(await store.read('p'), 'two')
      },
    },
    {
      name: 'does not write where something was to stand and nothing does',
      run: async make => {
        const { store } = await make()

        deepEqual(await store.write(claim('two', 'one')), { isWritten: false, found: undefined })
        equal(await store.read('p'), undefined)
      },
    },
    {
      name: 'has written what its writer writes again, because the answer was lost',
      aspect: 'repetition',
      run: async make => {
        const { store } = await make()
        await store.write(claim('one'))
        await store.write(claim('two', 'one'))

        deepEqual(await store.write(claim('two', 'one')), written)
        deepEqual(await store.write(claim('one')), { isWritten: false, found: 'two' })
      },
    },
    {
      name: 'keeps places apart, whatever they are called',
      run: async make => {
        const { store } = await make()
        const places = ['a', 'a/b', 'a b', 'A', 'claim', 'ä', '𝄞#1', 'x'.repeat(900)]
        for (const place of places)
          deepEqual(await store.write(claim(`of ${place}`, undefined, place)), written)

        deepEqual(
          await Promise.all(places.map(async place => store.read(place))),
          places.map(place => `of ${place}`),
        )
        equal(await store.read('a/'), undefined)
      },
    },
    {
      name: 'rejects what it could not write or read, and goes on after it',
      aspect: 'refusal-of-one',
      run: async make => {
        const { store, faults } = await make()
        await store.write(claim('one'))
        await needed(faults, 'breakDown', 'refusal-of-one')()
        await rejectionOf(store.write(claim('two', 'one')))
        await rejectionOf(store.read('p'))
        await needed(faults, 'restore', 'refusal-of-one')()

        equal(await store.read('p'), 'one')
        deepEqual(await store.write(claim('two', 'one')), written)
      },
    },
    {
      name: 'lets nobody wait whose time is over, in writing and in reading',
      aspect: 'abort',
      run: async make => {
        const { store, faults } = await make()
        const hang = needed(faults, 'hang', 'abort')

        await rejectionOf(afterAbort(hang, async signal => store.write(claim('one'), signal)))
        await rejectionOf(afterAbort(hang, async signal => store.read('p', signal)))
        await needed(faults, 'restore', 'abort')()

        equal(await store.read('p'), undefined)
      },
    },
    {
      name: 'keeps secrets out of its errors',
      aspect: 'secrets',
      run: async make => {
        const { store, faults } = await make()
        const secrets = needed(faults, 'secrets', 'secrets')
        await needed(faults, 'breakDown', 'secrets')()
        const errors = [await rejectionOf(store.write(claim('one'))), await rejectionOf(store.read('p'))]
        await faults?.restore?.()

        for (const error of errors) holdsNone(error, secrets)
      },
    },
  ],
})
