import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seededFaults } from './fault-injector.ts'

const attempts = Array.from({ length: 2_000 }, (_, index) => ({
  processor: `p${index % 3}`,
  sequenceNumber: String(index),
  attempt: (index % 3) + 1,
}))

describe('seeded faults', () => {
  it('come at their rate, and half of the time after the effect', () => {
    fc.assert(
      fc.property(fc.integer(), fc.constantFrom(0.1, 0.5, 1), (seed, rate) => {
        const drawn = attempts.map(seededFaults({ rate, seed })).filter(when => when !== undefined)
        const after = drawn.filter(when => when === 'after').length

        // More than five standard deviations on either side.
        expect(Math.abs(drawn.length / attempts.length - rate)).toBeLessThan(0.06)
        expect(Math.abs(after / drawn.length - 0.5)).toBeLessThan(3 / Math.sqrt(drawn.length))
      }),
      { numRuns: 20 },
    )
  })

  it('are the same for the same seed, and others for another', () => {
    const drawn = (seed: number): readonly unknown[] => attempts.map(seededFaults({ rate: 0.5, seed }))

    expect(drawn(1)).toEqual(drawn(1))
    expect(drawn(1)).not.toEqual(drawn(2))
  })

  it.each([
    [1, 'a-------b-aa---abbb--a-a'],
    [7, '---b---bbbaa-bababb--ba-'],
  ])('are on every machine the same, in every version: of the seed %i', (seed, expected) => {
    const inject = seededFaults({ rate: 0.5, seed })
    const drawn = Array.from(
      expected,
      (_, index) =>
        inject({ processor: 'search', sequenceNumber: String(index), attempt: 1 + (index % 3) }) ?? '-',
    )

    expect(drawn.map(when => when.charAt(0)).join('')).toBe(expected)
  })

  it('come where the draw is below the rate, and not at it', () => {
    const draw = 1_734_331_017 / 2 ** 32
    const at = (rate: number): unknown =>
      seededFaults({ rate, seed: 7 })({ processor: 'search', sequenceNumber: '1', attempt: 1 })

    expect([at(draw), at(draw + 2 ** -32)]).toEqual([undefined, 'before'])
  })

  it('never come at a rate of 0, and never at a fourth attempt', () => {
    expect(attempts.map(seededFaults({ rate: 0, seed: 1 })).every(when => when === undefined)).toBe(true)
    expect(
      attempts
        .map(each => seededFaults({ rate: 1, seed: 1 })({ ...each, attempt: 4 }))
        .every(when => when === undefined),
    ).toBe(true)
  })
})
