import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chunksOf } from './chunks-of.ts'

const itself = (entry: number): number => entry
const sumOf = (chunk: readonly number[]): number => chunk.reduce((sum, each) => sum + each, 0)

describe('chunksOf', () => {
  it('cuts off as many as fit, and the rest', () => {
    expect(chunksOf(['a', 'b', 'c', 'd', 'e'], 2)).toEqual([['a', 'b'], ['c', 'd'], ['e']])
    expect(chunksOf(['a', 'b'], 2)).toEqual([['a', 'b']])
    expect(chunksOf([], 2)).toEqual([])
  })

  it('goes by weight too, up to the last bit of it, and lets what is heavier go alone', () => {
    expect(chunksOf([3, 7, 1, 12, 1, 9, 1], 10, { of: itself, most: 10 })).toEqual([
      [3, 7],
      [1],
      [12],
      [1, 9],
      [1],
    ])
  })

  it('loses nothing, keeps the order, and makes no chunk that is too large or smaller than it has to be', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 12 })),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 20 }),
        (entries, most, heaviest) => {
          const chunks = chunksOf(entries, most, { of: itself, most: heaviest })

          expect(chunks.flat()).toEqual(entries)
          chunks.forEach((chunk, at) => {
            expect(chunk.length).toBeGreaterThan(0)
            expect(chunk.length).toBeLessThanOrEqual(most)
            if (chunk.length > 1) expect(sumOf(chunk)).toBeLessThanOrEqual(heaviest)
            const [next] = chunks[at + 1] ?? []
            if (next !== undefined) expect(chunk.length === most || sumOf(chunk) + next > heaviest).toBe(true)
          })
        },
      ),
    )
  })

  it.each([0, -1, Number.NaN])('refuses chunks of %s entries', most => {
    expect(() => chunksOf([1], most)).toThrow(RangeError)
  })
})
