import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { byAge, nextIndexName } from './next-index-name.ts'

const alias = fc.constantFrom('things', 'things-2', 'a-9-b')
const number = fc.oneof(fc.nat({ max: 12 }), fc.constantFrom(998, 999, 1_000, 1_001))
/** Padded as we pad them, and as somebody else may have. */
const written = fc.tuple(number, fc.constantFrom(1, 3))
const numbers = fc.uniqueArray(written, { maxLength: 8, selector: ([each]) => each })

describe('indexes by their numbers', () => {
  it('stand by age, however many there were, and the next is newer than all', () => {
    fc.assert(
      fc.property(alias, numbers, (name, given) => {
        const nameOf = ([each, width]: readonly [number, number]): string =>
          `${name}-${String(each).padStart(width, '0')}`
        const oldestFirst = given.toSorted(([a], [b]) => a - b).map(nameOf)
        const names = given.map(nameOf)

        const next = nextIndexName(name, names)

        expect(byAge(name, names)).toEqual(oldestFirst)
        expect(byAge(name, [next, ...names])).toEqual([...oldestFirst, next])
      }),
    )
  })

  it.each([
    [[], 'things-001'],
    [['things-007'], 'things-008'],
    [['things-099', 'things-7'], 'things-100'],
    [['things-999'], 'things-1000'],
    [['things-1000', 'things-999'], 'things-1001'],
    // A time in microseconds, as some name their indexes; JavaScript's own numbers end before.
    [['things-20261128120000123457'], 'things-20261128120000123458'],
  ])('%j are followed by %s', (names, next) => {
    expect(nextIndexName('things', names)).toBe(next)
  })
})
