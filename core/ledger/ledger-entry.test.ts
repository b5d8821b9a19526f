import { describe, expect, it } from 'vitest'
import type { LedgerEntries, LedgerEntry } from './ledger-entry.ts'
import { recordName, uniteEntries } from './ledger-entry.ts'

const id = { sequenceNumber: '1', keyHash: 'a' }
const knowing = (entry: LedgerEntry): LedgerEntries =>
  new Map([[recordName(id), { id, byProcessor: new Map([['all', entry]]) }]])
const none: LedgerEntry = { done: undefined, attempts: 0, retryAlone: false }

describe('of two entries of a delivery', () => {
  it.each<[string, Partial<LedgerEntry>, Partial<LedgerEntry>, Partial<LedgerEntry>]>([
    ['parked wins over applied', { done: 'applied' }, { done: 'parked' }, { done: 'parked' }],
    ['more attempts win', { attempts: 2 }, { attempts: 4 }, { attempts: 4 }],
    ['the earlier failure wins', { firstFailedAtMs: 7 }, { firstFailedAtMs: 9 }, { firstFailedAtMs: 7 }],
    ['the better witness wins', { witness: 1 }, { witness: 2 }, { witness: 2 }],
    ['either makes the next try go alone', { retryAlone: true }, {}, { retryAlone: true }],
  ])('%s', (_, a, b, expected) => {
    for (const [one, other] of [[a, b] as const, [b, a] as const]) {
      const united = uniteEntries(knowing({ ...none, ...one }), knowing({ ...none, ...other }))

      expect(united.get(recordName(id))?.byProcessor.get('all')).toEqual({ ...none, ...expected })
    }
  })
})
