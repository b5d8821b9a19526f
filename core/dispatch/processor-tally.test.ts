import { describe, expect, it } from 'vitest'
import { recordOf } from '../../test/support/records.ts'
import { everything } from '../filter/words.ts'
import type { Witness } from '../ledger/ledger-entry.ts'
import { processor } from '../processor/define-processor.ts'
import { viewOf } from '../record/view-of.ts'
import { BatchRecord } from './batch-record.ts'
import { Delivery } from './delivery.ts'
import { ProcessorTally } from './processor-tally.ts'

const handled = processor({ name: 'all', filter: everything(), handle: async () => Promise.resolve() })

const deliveryOf = (key: string, witness: Witness = 0): Delivery => {
  const record = new BatchRecord(0, viewOf(recordOf({ seq: 1, key })), undefined)
  const delivery = new Delivery(handled, record, 'MODIFY', undefined, undefined)
  delivery.resume({ done: undefined, attempts: 0, retryAlone: false, witness })
  return delivery
}
/** The changes of an item one behind the other, of which the first is returned. */
const chained = (...all: readonly Delivery[]): Delivery => {
  all.forEach((each, index) => {
    const next = all[index + 1]
    if (next !== undefined) each.precede(next)
  })
  return all[0] ?? deliveryOf('none')
}
const finished = (delivery: Delivery): Delivery => {
  delivery.park(1)
  return delivery
}

describe('a delivery is alone', () => {
  it.each<[string, readonly Delivery[], boolean]>([
    ['where there is no other item', [], true],
    ['beside an item that is finished', [finished(deliveryOf('b'))], true],
    ['beside an item that fails by itself', [deliveryOf('b', 2)], true],
    ['beside another of its own item', [deliveryOf('a')], true],
    ['not beside an item that is open', [deliveryOf('b')], false],
    ['not beside an item that fails for any reason', [deliveryOf('b', 1)], false],
    [
      'not beside an item of which only the first is finished',
      [chained(finished(deliveryOf('b')), deliveryOf('b'))],
      false,
    ],
    [
      'not where one of others is open',
      [finished(deliveryOf('b')), deliveryOf('c'), deliveryOf('d', 2)],
      false,
    ],
  ])('%s', (_, others, isAlone) => {
    const own = deliveryOf('a')

    expect(new ProcessorTally([own, ...others]).isAlone(own)).toBe(isAlone)
  })
})

describe('what was applied', () => {
  it('is counted, and widens a breaker that is narrow', () => {
    const tally = new ProcessorTally([])
    tally.noteApplied()
    expect([tally.applied, tally.breaker.isNarrow]).toEqual([1, false])

    tally.breaker.begin(2)
    tally.breaker.strain()
    expect(tally.breaker.isNarrow).toBe(true)
    tally.noteApplied()

    expect([tally.applied, tally.breaker.isNarrow]).toEqual([2, false])
  })
})
