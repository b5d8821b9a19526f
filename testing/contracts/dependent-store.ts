import { deepEqual, equal, ok } from 'node:assert/strict'
import type { Image } from '../../core/attributes/attribute-value.ts'
import type { ItemAddress } from '../../core/refresh/item-source.ts'
import type { Dependent, DependentStore } from '../../processors/cleanup/dependent-store.ts'
import type { PortCase } from './contract.ts'
import { portContract } from './contract.ts'
import { failures, afterAbort, holdsNone, outcomesOfCall, rejectionOf } from './outcomes.ts'
import type { WithFaults } from './service-faults.ts'
import { needed } from './service-faults.ts'

/** A store over an empty table with the keys PK and SK, and a way to change what it works on. */
export interface DependentStoreUnderTest extends WithFaults {
  /** What is held to the suite. */
  readonly store: DependentStore
  /** Writes an item past the store. */
  readonly put: (item: Image) => void | Promise<void>
  /** Removes an item past the store. */
  readonly remove: (keys: Image) => void | Promise<void>
}

const streamArn = 'arn:aws:dynamodb:eu-central-1:123456789012:table/things/stream/2026-01-01T00:00:00.000'

const item = (PK: string, SK: string, createdAt: string): Image => ({
  PK: { S: PK },
  SK: { S: SK },
  createdAt: { S: createdAt },
})
const key = (PK: string, SK: string): Image => ({ PK: { S: PK }, SK: { S: SK } })
const addressOf = (PK: string, SK: string): ItemAddress => ({ streamArn, keys: key(PK, SK) })
const dependentOf = (whole: Image): Dependent => {
  const { PK = { S: '' }, SK = { S: '' } } = whole
  return { keys: { PK, SK }, item: whole }
}
const query = { partitionKey: { name: 'PK', value: 'p' } }

const allKeys = async (store: DependentStore, prefix?: string): Promise<readonly Image[]> => {
  const keys: Image[] = []
  let cursor: Image | undefined
  do {
    const page = await store.page(
      prefix === undefined ? query : { ...query, sortKey: { name: 'SK', prefix } },
      cursor,
    )
    keys.push(...page.dependents.map(each => each.keys))
    cursor = page.cursor
  } while (cursor !== undefined)
  return keys
}

const numbered = (count: number): readonly Image[] =>
  Array.from({ length: count }, (_, index) => item('p', `s${String(index).padStart(3, '0')}`, '1'))

const byWhatWasSeen: readonly (readonly [path: string, attributes: Image])[] = [
  ['meta.createdAt', { meta: { M: { createdAt: { N: '1767225600' } } } }],
  ['a.b', { 'a.b': { S: '1' } }],
  ['prices.2024', { prices: { M: { 2024: { S: '1' } } } }],
  ['log.0', { log: { L: [{ S: '1' }] } }],
  ['log[0].at', { log: { L: [{ M: { at: { S: '1' } } }] } }],
  ['status', { status: { B: 'AQI=' } }],
  ['#n:p', { '#n:p': { BOOL: true } }],
]

const ofPaths = byWhatWasSeen.map(([path, attributes]): PortCase<DependentStoreUnderTest> => ({
  name: `deletes by what was seen at ${path}`,
  run: async make => {
    const { store, put } = await make()
    const seen = { ...key('p', 's'), ...attributes }
    await put(seen)

    deepEqual(await store.removeAsSeen(path, query, [dependentOf(seen)]), ['applied'])
  },
}))

/** What every store of dependents has to do. */
export const dependentStoreContract = portContract<DependentStoreUnderTest>({
  port: 'DependentStore',
  without: {},
  cases: [
    {
      name: 'finds all items of a partition, page by page, each once',
      run: async make => {
        const { store, put } = await make()
        const all = numbered(25)
        for (const each of all) await put(each)
        await put(item('q', 's00', '1'))

        deepEqual(
          await allKeys(store),
          all.map(each => dependentOf(each).keys),
        )
      },
    },
    {
      name: 'finds those whose sort key begins so',
      run: async make => {
        const { store, put } = await make()
        await put(item('p', 'ORDER#1', '1'))
        await put(item('p', 'USER#1', '1'))

        deepEqual(await allKeys(store, 'ORDER#'), [key('p', 'ORDER#1')])
      },
    },
    {
      name: 'finds items whole',
      run: async make => {
        const { store, put } = await make()
        await put(item('p', 's', '1'))

        const { dependents } = await store.page(query, undefined)

        deepEqual(dependents, [{ keys: key('p', 's'), item: item('p', 's', '1') }])
      },
    },
    {
      name: 'reads a parent whole, or says that there is none',
      run: async make => {
        const { store, put } = await make()
        await put(item('p', 's', '2026-01-01'))

        deepEqual(await store.parent(addressOf('p', 's')), item('p', 's', '2026-01-01'))
        equal(await store.parent(addressOf('p', 'absent')), undefined)
      },
    },
    {
      name: 'deletes what still is as it was seen, and only that, and answers for each in order',
      aspect: 'order',
      run: async make => {
        const { store, put, remove } = await make()
        const seen = ['same', 'anew', 'bare', 'gone'].map(each => item('p', each, '1'))
        for (const each of seen) await put(each)
        await put({ ...item('p', 'same', '1'), note: { S: 'edited' } })
        await put(item('p', 'anew', '2'))
        await put(key('p', 'bare'))
        await remove(key('p', 'gone'))

        deepEqual(await store.removeAsSeen('createdAt', query, seen.map(dependentOf)), [
          'applied',
          'changed',
          'changed',
          'unchanged',
        ])
        deepEqual(await allKeys(store), [key('p', 'anew'), key('p', 'bare')])
      },
    },
    ...ofPaths,
    {
      name: 'deletes many while there is no parent, and none while there is one',
      aspect: 'big-input',
      run: async make => {
        const { store, put, remove } = await make()
        const all = numbered(130)
        for (const each of all) await put(each)
        await put(key('parent', 'here'))

        const parent = addressOf('parent', 'here')
        const kept = await store.removeWithoutParent(parent, query, all.map(dependentOf))
        const before = (await allKeys(store)).length
        await remove(key('parent', 'here'))
        const taken = await store.removeWithoutParent(parent, query, all.map(dependentOf))

        deepEqual(
          [kept, before, taken, await allKeys(store)],
          ['parent-lives', 130, all.map(() => 'applied'), []],
        )
      },
    },
    {
      name: 'has nothing to delete the second time',
      aspect: 'repetition',
      run: async make => {
        const { store, put } = await make()
        const all = numbered(3)
        const dependents = all.map(dependentOf)
        for (const each of all) await put(each)
        await store.removeAsSeen('createdAt', query, dependents)

        const again = await store.removeAsSeen('createdAt', query, dependents)
        const without = await store.removeWithoutParent(addressOf('parent', 'none'), query, dependents)

        deepEqual(
          again,
          all.map(() => 'unchanged'),
        )
        // A transaction cannot tell what it deleted from what was not there.
        ok(
          typeof without !== 'string' && without.every(each => each === 'unchanged' || each === 'applied'),
          'what is gone counts as failed',
        )
      },
    },
    {
      name: 'fails the one delete that is refused, and makes the others',
      aspect: 'refusal-of-one',
      run: async make => {
        const { store, put, faults } = await make()
        const all = numbered(3)
        for (const each of all) await put(each)
        needed(faults, 'refuse', 'refusal-of-one')('s001')
        const results = await store.removeAsSeen('createdAt', query, all.map(dependentOf))
        await needed(faults, 'restore', 'refusal-of-one')()

        deepEqual(failures(results), [false, true, false])
        deepEqual(await allKeys(store), [key('p', 's001')])
      },
    },
    {
      name: 'deletes nothing when it cannot be reached, and never says that there is no parent',
      aspect: 'refusal-of-all',
      run: async make => {
        const { store, put, faults } = await make()
        const all = numbered(3)
        const dependents = all.map(dependentOf)
        for (const each of all) await put(each)
        await needed(faults, 'breakDown', 'refusal-of-all')()
        await rejectionOf(store.page(query, undefined))
        await rejectionOf(store.parent(addressOf('parent', 'none')))
        const asSeen = await outcomesOfCall(3, store.removeAsSeen('createdAt', query, dependents))
        await needed(faults, 'restore', 'refusal-of-all')()

        deepEqual(failures(asSeen), [true, true, true])
        equal((await allKeys(store)).length, 3)
      },
    },
    {
      name: 'says of each item whether it was deleted before the service went away',
      aspect: 'partial-failure',
      run: async make => {
        const { store, put, faults } = await make()
        const all = numbered(30)
        for (const each of all) await put(each)
        needed(faults, 'breakAfterOne', 'partial-failure')()
        const results = await outcomesOfCall(30, store.removeAsSeen('createdAt', query, all.map(dependentOf)))
        await needed(faults, 'restore', 'partial-failure')()

        const left = all.filter((_, index) => results[index] !== 'applied')
        deepEqual(
          await allKeys(store),
          left.map(each => dependentOf(each).keys),
        )
      },
    },
    {
      name: 'gives up with its caller, and calls nothing deleted',
      aspect: 'abort',
      run: async make => {
        const { store, put, faults } = await make()
        await put(item('p', 's', '1'))
        const seen = [dependentOf(item('p', 's', '1'))]
        const hang = needed(faults, 'hang', 'abort')

        const outcomes = await afterAbort(hang, async signal =>
          outcomesOfCall(1, store.removeAsSeen('createdAt', query, seen, signal)),
        )
        await rejectionOf(afterAbort(hang, async signal => store.page(query, undefined, signal)))
        await needed(faults, 'restore', 'abort')()

        ok(failures(outcomes).every(Boolean), 'an item counts as deleted that is there')
        equal((await allKeys(store)).length, 1)
      },
    },
    {
      name: 'keeps secrets and values out of its errors',
      aspect: 'secrets',
      run: async make => {
        const { store, faults } = await make()
        const secrets = needed(faults, 'secrets', 'secrets')
        await needed(faults, 'breakDown', 'secrets')()
        const seen = [dependentOf(item('p', 's', 'marked-value'))]
        const errors = [
          await rejectionOf(store.page(query, undefined)),
          ...(await outcomesOfCall(1, store.removeAsSeen('createdAt', query, seen))),
        ]
        await faults?.restore?.()

        for (const error of errors) holdsNone(error, [...secrets, 'marked-value'])
      },
    },
  ],
})
