import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { drawGrowth } from '../../scripts/performance/draw-growth.ts'
import type { GrowthSeries } from './series.ts'
import { exponentOf, file, sizes } from './series.ts'

describe('the exponent of a growth', () => {
  it('is that of a power, whatever its factor', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 1, max: 900 }), (tenths, factor) => {
        const power = tenths / 10
        const points = [1, 10, 70, 1_000].map(size => ({ size, ms: (factor / 100) * size ** power }))

        expect(exponentOf(points)).toBeCloseTo(power, 9)
      }),
    )
  })

  it('is at most 1.1 in everything that was measured, at all sizes that are told', () => {
    const all = JSON.parse(readFileSync(file, 'utf8')) as readonly GrowthSeries[]

    expect(all.map(({ of, points }) => [of, points.map(({ size }) => size)])).toEqual(Object.entries(sizes))
    for (const { of, points } of all) expect(exponentOf(points), of).toBeLessThan(1.1)
  })
})

describe('the picture of a growth', () => {
  it('has a point for each size, in the order of size and time', () => {
    const points = [
      { size: 1, ms: 2 },
      { size: 30, ms: 40 },
      { size: 900, ms: 41 },
    ]
    const svg = drawGrowth({ of: 'things', points })
    const places = [...svg.matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)"/g)].map(([, x, y]) => [
      Number(x),
      Number(y),
    ])

    expect(places).toHaveLength(points.length)
    expect(places.map(([x]) => x)).toEqual(places.map(([x]) => x).toSorted((a = 0, b = 0) => a - b))
    expect(places.map(([, y]) => y)).toEqual(places.map(([, y]) => y).toSorted((a = 0, b = 0) => b - a))
    for (const [x = -1, y = -1] of places) expect(x > 0 && x < 480 && y > 0 && y < 300).toBe(true)
  })
})
