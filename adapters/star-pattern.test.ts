import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { starPattern } from './star-pattern.ts'

/** Which beginnings of a text a pattern can have used up, character by character: slow, and without any cleverness. */
const oracle = (pattern: string, text: string): boolean => {
  let reached = new Set([0])
  for (const char of pattern.split('')) {
    const next = new Set<number>()
    for (const at of reached) {
      if (char === '*') for (let end = at; end <= text.length; end += 1) next.add(end)
      else if (text[at] === char) next.add(at + 1)
    }
    reached = next
  }
  return reached.has(text.length)
}

const few = (characters: string, maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...Array.from(characters)), maxLength })

describe('a pattern of the memory cache', () => {
  it('takes * for any text and everything else for itself', () => {
    const seen = { yes: 0, no: 0 }
    fc.assert(
      fc.property(few('ab*.\\[\n', 8), few('ab.\\[\n*', 10), (pattern, text) => {
        const expected = oracle(pattern, text)
        seen[expected ? 'yes' : 'no'] += 1

        expect(starPattern(pattern)(text)).toBe(expected)
      }),
      { numRuns: 3_000 },
    )
    expect(Math.min(seen.yes, seen.no)).toBeGreaterThan(100)
  })

  it('is done with in time that grows with the text, however many stars it has', () => {
    const text = 'a'.repeat(100_000)
    const startedMs = performance.now()

    expect(starPattern(`${'a*'.repeat(10_000)}b`)(text)).toBe(false)
    expect(starPattern(`*${'a*'.repeat(10_000)}`)(text)).toBe(true)
    expect(starPattern(`*${'a*b'.repeat(1_000)}*`)(text)).toBe(false)

    expect(performance.now() - startedMs).toBeLessThan(2_000)
  })
})
