import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LoneRuns } from './lone-runs.ts'
import { decodeLoneRuns, encodeLoneRuns, killsIn, noLoneRuns, uniteLoneRuns } from './lone-runs.ts'

const loneRuns: fc.Arbitrary<LoneRuns> = fc
  .uniqueArray(fc.integer({ min: 1, max: 30 }))
  .map(all => ({ started: 30, ended: all.toSorted((a, b) => a - b) }))

describe('lone runs', () => {
  it.each<[readonly number[], string]>([
    [[], ''],
    [[1], '1'],
    [[1, 2, 3, 5], '1-3,5'],
    [[2, 4, 5], '2,4-5'],
    [[9, 10, 11, 99, 100], '9-11,99-100'],
  ])('%j that ended are held as %j', (ended, text) => {
    expect(encodeLoneRuns({ started: 100, ended })).toEqual([100, text])
    expect(decodeLoneRuns([100, text])).toEqual({ started: 100, ended })
  })

  it('are read as they were written', () => {
    fc.assert(
      fc.property(loneRuns, runs => {
        expect(decodeLoneRuns(encodeLoneRuns(runs))).toEqual(runs)
      }),
    )
  })

  it('have killed the function where they started and did not end', () => {
    expect(killsIn(noLoneRuns)).toBe(0)
    expect(killsIn({ started: 5, ended: [2, 4] })).toBe(3)
  })

  it('unite to what either knows, whoever comes first, however often', () => {
    fc.assert(
      fc.property(loneRuns, loneRuns, fc.nat({ max: 29 }), (a, b, fewer) => {
        const other = { ...b, started: fewer }
        const united = uniteLoneRuns(a, other)

        expect(united.started).toBe(30)
        expect(united.ended).toEqual([...new Set([...a.ended, ...b.ended])].toSorted((x, y) => x - y))
        expect(uniteLoneRuns(other, a)).toEqual(united)
        expect(uniteLoneRuns(united, other)).toEqual(united)
      }),
    )
  })
})
