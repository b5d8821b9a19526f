import { deepEqual } from 'node:assert/strict'
import type { LedgerStore } from '../../core/ledger/ledger-store.ts'
import { portContract } from './contract.ts'
import { afterAbort, holdsNone, rejectionOf } from './outcomes.ts'
import type { WithFaults } from './service-faults.ts'
import { needed } from './service-faults.ts'

/** An empty store. */
export interface LedgerStoreUnderTest extends WithFaults {
  /** What is held to the suite. */
  readonly store: LedgerStore
}

const entry = (
  sortKeys: readonly string[],
  facts: string,
  partition = 'p',
): Parameters<LedgerStore['add']>[0] => ({
  partition,
  sortKeys,
  facts,
  expiresAtMs: 2_000_000_000_000,
})

/** Text that no compression makes much smaller: more of it than an item of DynamoDB holds. */
const longFacts = (seed: number): string => {
  let state = seed
  return Array.from({ length: 60_000 }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state.toString(36)
  }).join('')
}

/** What every ledger store has to do, whatever it stores in. `make` gives an empty one. */
export const ledgerStoreContract = portContract<LedgerStoreUnderTest>({
  port: 'LedgerStore',
  without: {
    'refusal-of-all': 'a call adds one entry: its refusal is that of one',
    'partial-failure':
      'an entry under some of its keys is a truth that is not found under the others; no harm',
    order: 'facts are united: a union has no order',
  },
  cases: [
    {
      name: 'gives back what was added under a sort key of the range, ends included',
      run: async make => {
        const { store } = await make()
        await store.add(entry(['01', '05', '09'], 'facts'))

        deepEqual(await store.query('p', '05', '05'), ['facts'])
        deepEqual(await store.query('p', '09', '99'), ['facts'])
        deepEqual(await store.query('p', '02', '04'), [])
      },
    },
    {
      name: 'only ever adds',
      run: async make => {
        const { store } = await make()
        await store.add(entry(['01'], 'one'))
        await store.add(entry(['01'], 'two'))

        deepEqual((await store.query('p', '01', '01')).toSorted(), ['one', 'two'])
      },
    },
    {
      name: 'holds the same text once',
      aspect: 'repetition',
      run: async make => {
        const { store } = await make()
        await Promise.all([store.add(entry(['01', '02'], 'same')), store.add(entry(['01', '02'], 'same'))])

        deepEqual(await store.query('p', '00', '99'), ['same'])
      },
    },
    {
      name: 'keeps partitions apart (L2)',
      run: async make => {
        const { store } = await make()
        await store.add(entry(['01'], 'mine', 'one/function'))

        deepEqual(await store.query('other/function', '00', '99'), [])
      },
    },
    {
      name: 'knows nothing at first',
      run: async make => deepEqual(await (await make()).store.query('p', '00', '99'), []),
    },
    {
      name: 'rejects what it could not add or read, and has it after the next try',
      aspect: 'refusal-of-one',
      run: async make => {
        const { store, faults } = await make()
        await needed(faults, 'breakDown', 'refusal-of-one')()
        await rejectionOf(store.add(entry(['01'], 'facts')))
        await rejectionOf(store.query('p', '00', '99'))
        await needed(faults, 'restore', 'refusal-of-one')()

        deepEqual(await store.query('p', '00', '99'), [])
        await store.add(entry(['01'], 'facts'))
        deepEqual(await store.query('p', '00', '99'), ['facts'])
      },
    },
    {
      name: 'lets nobody wait whose time is over, in adding and in reading',
      aspect: 'abort',
      run: async make => {
        const { store, faults } = await make()
        const hang = needed(faults, 'hang', 'abort')

        await rejectionOf(afterAbort(hang, async signal => store.add(entry(['01'], 'facts'), signal)))
        await rejectionOf(afterAbort(hang, async signal => store.query('p', '00', '99', signal)))
        await needed(faults, 'restore', 'abort')()

        deepEqual(await store.query('p', '00', '99'), [])
      },
    },
    {
      name: 'gives back facts of any size, and many of them, whole',
      aspect: 'big-input',
      run: async make => {
        const { store } = await make()
        const texts = [1, 2, 3].map(longFacts)
        const short = Array.from({ length: 60 }, (_, index) => `facts ${index}`)
        for (const facts of [...texts, ...short]) await store.add(entry(['01', '02'], facts))

        deepEqual((await store.query('p', '01', '02')).toSorted(), [...texts, ...short].toSorted())
      },
    },
    {
      name: 'keeps secrets out of its errors',
      aspect: 'secrets',
      run: async make => {
        const { store, faults } = await make()
        const secrets = needed(faults, 'secrets', 'secrets')
        await needed(faults, 'breakDown', 'secrets')()
        const errors = [
          await rejectionOf(store.add(entry(['01'], 'facts'))),
          await rejectionOf(store.query('p', '0', '9')),
        ]
        await faults?.restore?.()

        for (const error of errors) holdsNone(error, secrets)
      },
    },
  ],
})
