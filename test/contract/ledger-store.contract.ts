import { describe, expect, it } from 'vitest'
import type { LedgerStore } from '../../core/ledger/ledger-store.ts'

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

/** What every ledger store has to do, whatever it stores in. `make` gives an empty one. */
export const ledgerStoreContract = (name: string, make: () => LedgerStore | Promise<LedgerStore>): void => {
  describe(`${name} as a ledger store`, () => {
    it('gives back what was added under a sort key of the range, ends included', async () => {
      const store = await make()
      await store.add(entry(['01', '05', '09'], 'facts'))

      expect(await store.query('p', '05', '05')).toEqual(['facts'])
      expect(await store.query('p', '09', '99')).toEqual(['facts'])
      expect(await store.query('p', '02', '04')).toEqual([])
    })

    it('only ever adds', async () => {
      const store = await make()
      await store.add(entry(['01'], 'one'))
      await store.add(entry(['01'], 'two'))

      expect((await store.query('p', '01', '01')).toSorted()).toEqual(['one', 'two'])
    })

    it('holds the same text once', async () => {
      const store = await make()
      await Promise.all([store.add(entry(['01', '02'], 'same')), store.add(entry(['01', '02'], 'same'))])

      expect(await store.query('p', '00', '99')).toEqual(['same'])
    })

    it('keeps partitions apart (L2)', async () => {
      const store = await make()
      await store.add(entry(['01'], 'mine', 'one/function'))

      expect(await store.query('other/function', '00', '99')).toEqual([])
    })

    it('knows nothing at first', async () => {
      expect(await (await make()).query('p', '00', '99')).toEqual([])
    })
  })
}
