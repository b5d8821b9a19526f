import { describe, expect, it } from 'vitest'
import { memorySearchStore } from '../../adapters/memory/memory-search-store.ts'
import { entity } from '../../core/entity/define-entity.ts'
import { when } from '../../core/filter/words.ts'
import type { Image } from '../../core/attributes/attribute-value.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import type { ItemSource } from '../../core/refresh/item-source.ts'
import { functionOf } from '../../test/support/pipeline.ts'
import { recordOf } from '../../test/support/records.ts'
import { searchIndex } from './search-index.ts'
import type { SearchStore } from './search-store.ts'

const User = entity<'User', { readonly email: string; readonly note: string }>('User', {
  match: { type: 'THING' },
})

const byEmail = (store: SearchStore) =>
  searchIndex({
    filter: when(User),
    store,
    index: 'users',
    id: change => (change.kind === 'REMOVE' ? change.before : change.after).email,
    document: ({ key, after }) => ({ owner: key, note: after.note }),
  })

const documentsIn = async (store: SearchStore): Promise<Record<string, unknown>> => {
  const found: Record<string, unknown> = {}
  for await (const [id, document] of store.documents('users')) found[id] = JSON.parse(document)
  return found
}

const has = (email: string, note = '') => ({ email, note })

/** What a function reads when the table holds just these items. */
const tableOf = (
  items: Readonly<Record<string, { readonly email: string; readonly note: string }>>,
): ItemSource => ({
  read: async ({ keys: { PK } }) => {
    const key = PK !== undefined && 'S' in PK ? PK.S : ''
    const found = items[key]
    const image: Image | undefined = found && {
      PK: { S: key },
      type: { S: 'THING' },
      email: { S: found.email },
      note: { S: found.note },
    }
    return Promise.resolve(image)
  },
})

/** Every way to cut records into batches, in order. */
const cuts = <T>(all: readonly T[]): readonly (readonly (readonly T[])[])[] =>
  Array.from({ length: 2 ** (all.length - 1) }, (_, bits) => {
    const batches: T[][] = [[]]
    for (const [at, each] of all.entries()) {
      if (at > 0 && (bits >> (at - 1)) & 1) batches.push([])
      batches.at(-1)?.push(each)
    }
    return batches
  })

describe('an id that one item gives up and another takes', () => {
  const records: readonly StreamRecord[] = [
    recordOf({ seq: 1, key: 'B', kind: 'INSERT', after: has('x') }),
    recordOf({ seq: 2, key: 'A', kind: 'INSERT', after: has('y') }),
    recordOf({ seq: 3, key: 'B', before: has('x'), after: has('z') }),
    recordOf({ seq: 4, key: 'A', before: has('y'), after: has('x') }),
    recordOf({ seq: 5, key: 'B', before: has('z'), after: has('y') }),
  ]

  it.each(cuts(records).map(batches => [batches.map(batch => batch.length).join('+'), batches] as const))(
    'is the other’s at the end, in batches of %s, without asking the table',
    async (_, batches) => {
      const store = memorySearchStore()
      const f = functionOf([byEmail(store)])

      for (const batch of batches) expect(await f.invoke(batch)).toEqual([])

      expect(await f.parked()).toEqual([])
      expect(await documentsIn(store)).toEqual({ x: { owner: 'A', note: '' }, y: { owner: 'B', note: '' } })
    },
  )

  it('is the other’s also when the records come once more, each alone', async () => {
    const store = memorySearchStore()
    for (const batch of [...records, ...records].map(record => [record]))
      await functionOf([byEmail(store)], { items: tableOf({ A: has('x'), B: has('y') }) }).invoke(batch)

    expect(await documentsIn(store)).toEqual({ x: { owner: 'A', note: '' }, y: { owner: 'B', note: '' } })
  })
})

describe('an id that its first holder took back', () => {
  it('is not written over by the records of its loan when those come once more', async () => {
    const store = memorySearchStore()
    const left = recordOf({ seq: 2, key: 'A', before: has('x'), after: has('y') })
    const lent = recordOf({ seq: 3, key: 'B', kind: 'INSERT', after: has('x') })
    await functionOf([byEmail(store)]).invoke([
      recordOf({ seq: 1, key: 'A', kind: 'INSERT', after: has('x') }),
      left,
      lent,
      recordOf({ seq: 4, key: 'B', before: has('x'), after: has('z') }),
      recordOf({ seq: 5, key: 'A', before: has('y'), after: has('x') }),
    ])
    // A ledger that was lost: nothing is known of the first time.
    const f = functionOf([byEmail(store)])

    await f.invoke([left, lent])

    expect(await documentsIn(store)).toMatchObject({ x: { owner: 'A' } })
    expect((await f.parked()).map(({ key, reason }) => [key, reason.code])).toEqual([
      ['B', 'search.id-taken'],
    ])
  })
})

/** The numbers of two shards do not compare: A's are high, B's low. */
describe('an id that passes between items of two shards', () => {
  const high = (counter: number): string => `9000001000000000244658706${counter}`
  const low = (counter: number): string => `1000001000000000244658707${counter}`
  const arrivals: readonly StreamRecord[] = [
    recordOf({ seq: high(1), key: 'A', kind: 'INSERT', after: has('x') }),
    recordOf({ seq: low(1), key: 'B', kind: 'INSERT', after: has('z') }),
    recordOf({ seq: low(2), key: 'B', before: has('z'), after: has('x') }),
    recordOf({ seq: low(3), key: 'B', before: has('x'), after: has('x', 'renamed') }),
    recordOf({ seq: high(2), key: 'A', kind: 'REMOVE', before: has('x') }),
  ]
  const orders = [arrivals, [...arrivals.slice(0, 3), ...arrivals.slice(3).toReversed()]]

  it.each(orders)(
    'is the living item’s after each of the last records, where the table can be read',
    async (...all) => {
      const store = memorySearchStore()
      const f = functionOf([byEmail(store)], { items: tableOf({ B: has('x', 'renamed') }) })

      for (const record of all.slice(0, 3)) await f.invoke([record])
      for (const record of all.slice(3)) {
        await f.invoke([record])
        expect(await documentsIn(store)).toMatchObject({ x: { owner: 'B' } })
      }

      expect(await documentsIn(store)).toEqual({ x: { owner: 'B', note: 'renamed' } })
      expect(await f.parked()).toEqual([])
    },
  )

  it.each(orders)(
    'is nobody else’s where the table cannot be read: what is in doubt is parked',
    async (...all) => {
      const store = memorySearchStore()
      const f = functionOf([byEmail(store)])

      for (const record of all) await f.invoke([record])

      const parked = await f.parked()
      expect(parked.length).toBeGreaterThan(0)
      expect(new Set(parked.map(({ key }) => key))).toEqual(new Set(['B']))
      expect(parked.every(({ reason }) => ['search.id-taken', 'version.tied'].includes(reason.code))).toBe(
        true,
      )
    },
  )

  it('is not taken from the one that has it, when two living items claim it', async () => {
    const store = memorySearchStore()
    const f = functionOf([byEmail(store)], { items: tableOf({ A: has('x'), B: has('x') }) })

    await f.invoke([recordOf({ seq: 1, key: 'A', kind: 'INSERT', after: has('x') })])
    await f.invoke([recordOf({ seq: 2, key: 'B', kind: 'INSERT', after: has('x') })])

    expect(await documentsIn(store)).toEqual({ x: { owner: 'A', note: '' } })
    expect((await f.parked()).map(({ key, reason }) => [key, reason.code])).toEqual([
      ['B', 'search.id-taken'],
    ])
  })
})

describe('ids', () => {
  it.each([[undefined], [''], [7], ['half \ud83d'], [{}]])(
    'that are %j park their record alone',
    async id => {
      const store = memorySearchStore()
      const odd = searchIndex({
        filter: when(User),
        store,
        index: 'users',
        id: change => (change.key === 'b' ? id : change.key) as string,
        document: () => ({}),
      })
      const f = functionOf([odd])

      const reported = await f.invoke(
        [1, 2, 3].map(seq => recordOf({ seq, key: 'abc'[seq - 1] ?? '', kind: 'INSERT' })),
      )

      expect(reported).toEqual([])
      expect(Object.keys(await documentsIn(store)).toSorted()).toEqual(['a', 'c'])
      expect((await f.parked()).map(({ key, reason }) => [key, reason.code])).toEqual([
        ['b', 'search.id-invalid'],
      ])
    },
  )
})
