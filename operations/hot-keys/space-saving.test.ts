import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import '../../test/support/same-samples.ts'
import { newMinuteSketches } from './minute-sketches.ts'
import { newKeySketch } from './space-saving.ts'

/** Weights by key, counted without a limit. */
const exact = (writes: readonly (readonly [string, number])[]): ReadonlyMap<string, number> => {
  const sums = new Map<string, number>()
  for (const [key, weight] of writes) sums.set(key, (sums.get(key) ?? 0) + weight)
  return sums
}

const few = fc.integer({ min: 0, max: 30 }).map(number => `k${number}`)
const weight = fc.integer({ min: 1, max: 400 })
/** Streams that are as bad as can be: every key new, a heavy one late, one that comes back when it was thrown out. */
const streams = fc.oneof(
  fc.array(fc.tuple(few, weight), { maxLength: 400 }),
  fc
    .tuple(fc.integer({ min: 1, max: 300 }), weight)
    .map(([count, heavy]): [string, number][] => [
      ...Array.from({ length: count }, (_, at): [string, number] => [`new${at}`, 1]),
      ['late', heavy],
    ]),
  fc
    .array(fc.tuple(few, weight), { maxLength: 40 })
    .map(round => Array.from({ length: 6 }, () => round).flat()),
)
const sizes = fc.integer({ min: 1, max: 20 })

describe('the heaviest keys', () => {
  it('are counted within their bounds, which are as near as promised', () => {
    fc.assert(
      fc.property(streams, sizes, (writes, counters) => {
        const sketch = newKeySketch(counters)
        for (const [key, units] of writes) sketch.add(key, units)
        const sums = exact(writes)
        const total = [...sums.values()].reduce((sum, units) => sum + units, 0)

        expect(sketch.total()).toBe(total)
        for (const key of [...sums.keys(), 'never seen']) {
          const { least, most } = sketch.of(key)
          const truth = sums.get(key) ?? 0
          expect(least).toBeLessThanOrEqual(truth)
          expect(most).toBeGreaterThanOrEqual(truth)
          expect(most - least).toBeLessThanOrEqual(total / counters)
        }
      }),
    )
  })

  it('are all kept when they are heavier than the total by the number of counters', () => {
    fc.assert(
      fc.property(streams, sizes, (writes, counters) => {
        const sketch = newKeySketch(counters)
        for (const [key, units] of writes) sketch.add(key, units)
        const top = sketch.top(Infinity)
        const kept = new Set(top.map(({ key }) => key))

        expect(kept.size).toBeLessThanOrEqual(counters)
        expect(top.map(({ most }) => most)).toEqual(top.map(({ most }) => most).sort((a, b) => b - a))
        for (const [key, units] of exact(writes))
          if (units > sketch.total() / counters) expect(kept).toContain(key)
      }),
    )
  })

  it('are exact while there are counters enough', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(few, weight), { maxLength: 200 }), writes => {
        const sketch = newKeySketch(31)
        for (const [key, units] of writes) sketch.add(key, units)

        for (const [key, units] of exact(writes))
          expect(sketch.of(key)).toEqual({ key, least: units, most: units })
      }),
    )
  })
})

describe('the heaviest keys of a minute', () => {
  const minutes = fc.integer({ min: 0, max: 12 })

  it('are within their bounds in every minute that is kept, whatever order minutes come in', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(few, weight, minutes), { maxLength: 300 }),
        sizes,
        fc.integer({ min: 1, max: 15 }),
        (writes, counters, kept) => {
          const sketches = newMinuteSketches(kept, counters)
          let newest = -1
          const taken: [string, number, number][] = []
          let tooOld = 0
          for (const [key, units, minute] of writes) {
            sketches.add(key, units, minute)
            newest = Math.max(newest, minute)
            if (minute > newest - kept) taken.push([key, units, minute])
            else tooOld += units
          }

          expect(sketches.tooOld()).toBe(tooOld)
          expect(sketches.minutes().every(minute => minute > newest - kept)).toBe(true)
          for (const minute of sketches.minutes()) {
            const sums = exact(taken.filter(([, , at]) => at === minute).map(([key, units]) => [key, units]))
            for (const key of ['k0', 'k1', 'k2', 'k3']) {
              const { least = NaN, most = NaN } = sketches.at(key, minute) ?? {}
              expect(least).toBeLessThanOrEqual(sums.get(key) ?? 0)
              expect(most).toBeGreaterThanOrEqual(sums.get(key) ?? 0)
            }
          }
        },
      ),
    )
  })

  it('show the minute in which a key weighed most', () => {
    const sketches = newMinuteSketches(5, 10)
    for (const [units, minute] of [
      [5, 100],
      [9, 102],
      [7, 101],
      [3, 102],
    ] as const)
      sketches.add('a', units, minute)

    expect(sketches.peak('a')).toEqual({ key: 'a', least: 12, most: 12, minute: 102 })
  })
})
