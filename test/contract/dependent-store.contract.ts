import { describe, expect, it } from 'vitest'
import type { Image } from '../../core/record/attribute-value.ts'
import type { DependentStore } from '../../processors/cleanup/dependent-store.ts'

/** A store, and a way to put items into what it works on. */
export interface DependentStoreUnderTest {
  readonly store: DependentStore
  readonly put: (item: Image) => void | Promise<void>
}

const item = (PK: string, SK: string, createdAt: string): Image => ({
  PK: { S: PK },
  SK: { S: SK },
  createdAt: { S: createdAt },
})
const key = (PK: string, SK: string): Image => ({ PK: { S: PK }, SK: { S: SK } })
const query = { partitionKey: { name: 'PK', value: 'p' } }

const allKeys = async (store: DependentStore, prefix?: string): Promise<readonly Image[]> => {
  const keys: Image[] = []
  let cursor: Image | undefined
  do {
    const page = await store.page(
      prefix === undefined ? query : { ...query, sortKey: { name: 'SK', prefix } },
      cursor,
    )
    keys.push(...page.keys)
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

    it('deletes what is older, and only that', async () => {
      const { store, put } = await make()
      await put(item('p', 'old', '2026-01-01'))
      await put(item('p', 'new', '2026-01-02'))

      const results = await store.removeOlder([key('p', 'old'), key('p', 'new'), key('p', 'absent')], {
        attribute: 'createdAt',
        before: '2026-01-02',
      })

      expect(results).toEqual(['applied', 'unchanged', 'unchanged'])
      expect(await allKeys(store)).toEqual([key('p', 'new')])
    })

    it('reads a text of an item, or nothing', async () => {
      const { store, put } = await make()
      await put(item('p', 's', '2026-01-01'))

      expect(await store.read(key('p', 's'), 'createdAt')).toBe('2026-01-01')
      expect(await store.read(key('p', 's'), 'absent')).toBeUndefined()
      expect(await store.read(key('p', 'absent'), 'createdAt')).toBeUndefined()
    })
  })
}
