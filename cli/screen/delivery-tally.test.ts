import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import '../../test/support/same-samples.ts'
import type { TallyWord } from './delivery-tally.ts'
import { newDeliveryTally } from './delivery-tally.ts'

const final: readonly TallyWord[] = ['applied', 'unchanged', 'parked', 'given-up']

const words = fc.array(
  fc.record({
    record: fc.constantFrom('1 a', '2 a', '3 b'),
    processor: fc.constantFrom('f/search', 'f/audit'),
    word: fc.constantFrom<TallyWord>(...final, 'retry'),
  }),
  { maxLength: 40 },
)

describe('a tally of processors', () => {
  it('counts a record once, under its first final word, and each retry before it', () => {
    fc.assert(
      fc.property(words, all => {
        const tally = newDeliveryTally()
        for (const { processor, record, word } of all) tally.tell(processor, record, word)

        for (const [processor, told] of Map.groupBy(all, each => each.processor)) {
          const expected: Record<string, number> = {}
          for (const ofRecord of Map.groupBy(told, each => each.record).values()) {
            const end = ofRecord.findIndex(({ word }) => final.includes(word))
            const heard = end < 0 ? ofRecord : ofRecord.slice(0, end + 1)
            for (const { word } of heard) expected[word] = (expected[word] ?? 0) + 1
          }
          const counts = Object.entries(tally.counts().get(processor) ?? {})
          expect(Object.fromEntries(counts.filter(([, count]) => count > 0))).toEqual(expected)
        }
      }),
    )
  })
})
