import { describe, expect, it } from 'vitest'
import type { Image } from '../../core/attributes/attribute-value.ts'
import type { ItemAddress } from '../../core/refresh/item-source.ts'
import type { Dependent, DependentStore } from '../../processors/cleanup/dependent-store.ts'
import { streamArn } from '../support/records.ts'

/** A store, and a way to put items into what it works on. */
export interface DependentStoreUnderTest {
  readonly store: DependentStore
  readonly put: (item: Image) => void | Promise<void>
  readonly remove: (keys: Image) => void | Promise<void>
}

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

/** What every store of dependents has to do, on a table with the keys PK and SK. `make` gives an empty one. */
export const dependentStoreContract = (
  name: string,
  make: () => DependentStoreUnderTest | Promise<DependentStoreUnderTest>,
): void => {
  describe(`${name} as a store of dependents`, () => {
    it('finds all items of a partition, page by page', async () => {
      const { store, put } = await make()
      for (let index = 0; index < 25; index += 1)
        await put(item('p', `s${String(index).padStart(2, '0')}`, '1'))
      await put(item('q', 's00', '1'))

      expect(await allKeys(store)).toHaveLength(25)
    })

    it('finds those whose sort key begins so', async () => {
      const { store, put } = await make()
      await put(item('p', 'ORDER#1', '1'))
      await put(item('p', 'USER#1', '1'))

      expect(await allKeys(store, 'ORDER#')).toEqual([key('p', 'ORDER#1')])
    })

    it('finds items whole', async () => {
      const { store, put } = await make()
      await put(item('p', 's', '1'))

      const { dependents } = await store.page(query, undefined)

      expect(dependents).toEqual([{ keys: key('p', 's'), item: item('p', 's', '1') }])
    })

    it('reads a parent whole, or says that there is none', async () => {
      const { store, put } = await make()
      await put(item('p', 's', '2026-01-01'))

      expect(await store.parent(addressOf('p', 's'))).toEqual(item('p', 's', '2026-01-01'))
      expect(await store.parent(addressOf('p', 'absent'))).toBeUndefined()
    })

    it('deletes what still is as it was seen, and only that', async () => {
      const { store, put, remove } = await make()
      const seen = [
        item('p', 'same', '1'),
        item('p', 'anew', '1'),
        item('p', 'bare', '1'),
        item('p', 'gone', '1'),
      ]
      for (const each of seen) await put(each)
      await put({ ...item('p', 'same', '1'), note: { S: 'edited' } })
      await put(item('p', 'anew', '2'))
      await put(key('p', 'bare'))
      await remove(key('p', 'gone'))

      expect(await store.removeAsSeen('createdAt', query, seen.map(dependentOf))).toEqual([
        'applied',
        'changed',
        'changed',
        'unchanged',
      ])
      expect(await allKeys(store)).toEqual([key('p', 'anew'), key('p', 'bare')])
    })

    it.each<[string, Image]>([
      ['meta.createdAt', { meta: { M: { createdAt: { N: '1767225600' } } } }],
      ['a.b', { 'a.b': { S: '1' } }],
      ['prices.2024', { prices: { M: { 2024: { S: '1' } } } }],
      ['log.0', { log: { L: [{ S: '1' }] } }],
      ['log[0].at', { log: { L: [{ M: { at: { S: '1' } } }] } }],
      ['status', { status: { B: 'AQI=' } }],
      ['#n:p', { '#n:p': { BOOL: true } }],
    ])('deletes by what was seen at %s', async (path, attributes) => {
      const { store, put } = await make()
      const seen = { ...key('p', 's'), ...attributes }
      await put(seen)

      expect(await store.removeAsSeen(path, query, [dependentOf(seen)])).toEqual(['applied'])
    })

    it('deletes many while there is no parent, and none while there is one', async () => {
      const { store, put, remove } = await make()
      const all = Array.from({ length: 130 }, (_, index) => item('p', `s${String(index)}`, '1'))
      for (const each of all) await put(each)
      await put(key('parent', 'here'))

      const kept = await store.removeWithoutParent(addressOf('parent', 'here'), query, all.map(dependentOf))
      const before = (await allKeys(store)).length
      await remove(key('parent', 'here'))
      const taken = await store.removeWithoutParent(addressOf('parent', 'here'), query, all.map(dependentOf))

      expect([kept, before, taken, await allKeys(store)]).toEqual([
        'parent-lives',
        130,
        all.map(() => 'applied'),
        [],
      ])
    })
  })
}
