import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { memoryFailedObjects } from '../../../adapters/memory/memory-failed-objects.ts'
import { padSequenceNumber } from '../../../core/record/sequence-number.ts'
import type { FoundObject } from './found-object.ts'
import { inOrder, waves } from './waves.ts'

const place = memoryFailedObjects(new Map())

const found: fc.Arbitrary<FoundObject> = fc
  .record({
    stream: fc.constantFrom('one', 'two'),
    first: fc.integer({ min: 1, max: 60 }),
    length: fc.integer({ min: 1, max: 12 }),
  })
  .map(({ stream, first, length }) => ({
    place,
    key: `${stream}-${first}-${length}`,
    object: `${stream}-${first}-${length}`,
    streamArn: stream,
    first: padSequenceNumber(String(first)),
    last: padSequenceNumber(String(first + length - 1)),
    records: length,
  }))

const objects = fc.uniqueArray(found, { selector: ({ object }) => object, maxLength: 30 })

describe('waves', () => {
  it('hold every object once, and none reaches back behind the one before it', () => {
    fc.assert(
      fc.property(objects, fc.integer({ min: 1, max: 40 }), (all, size) => {
        const cut = waves(inOrder(all), size)

        expect(
          cut
            .flat()
            .map(({ object }) => object)
            .toSorted(),
        ).toEqual(all.map(({ object }) => object).toSorted())
        cut.forEach((wave, index) => {
          const before = cut.slice(0, index).flat()
          for (const { streamArn, first } of wave) {
            const reaching = before.filter(each => each.streamArn === streamArn && each.last >= first)
            expect(reaching).toEqual([])
          }
        })
      }),
    )
  })

  it('are the same however the objects were listed', () => {
    fc.assert(
      fc.property(
        objects.chain(all => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        ([all, shuffled]) => {
          expect(inOrder(shuffled)).toEqual(inOrder(all))
        },
      ),
    )
  })

  it('are of one stream, and no larger than need be', () => {
    fc.assert(
      fc.property(objects, all => {
        for (const wave of waves(inOrder(all), 1)) {
          expect(new Set(wave.map(({ streamArn }) => streamArn)).size).toBe(1)
          wave.slice(1).forEach(({ first }, index) => {
            expect(wave.slice(0, index + 1).some(({ last }) => last >= first)).toBe(true)
          })
        }
      }),
    )
  })
})
