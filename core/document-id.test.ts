import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { documentId } from './document-id.ts'

const hashed = /^sha256-[0-9a-f]{64}$/

describe('the id of a document', () => {
  it('is the one that was given, with its prefix, where both have 512 bytes at most', () => {
    const characters = fc.constantFrom('a', 'é', '€', '\u{1F600}')
    const text = fc.array(characters, { maxLength: 600, size: 'max' }).map(all => all.join(''))
    fc.assert(
      fc.property(text, text, (id, prefix) => {
        const given = documentId(id, prefix)

        if (Buffer.byteLength(prefix + id) <= 512) expect(given).toBe(prefix + id)
        else
          expect([given.slice(0, prefix.length), given.slice(prefix.length)]).toEqual([
            prefix,
            expect.stringMatching(hashed),
          ])
      }),
      { numRuns: 300 },
    )
  })

  it.each([
    ['512 bytes', 'x'.repeat(512), '', false],
    ['one more', 'x'.repeat(513), '', true],
    ['510 bytes in 170 characters', '€'.repeat(170), '', false],
    ['513 bytes in 171', '€'.repeat(171), '', true],
    ['512 with a prefix', 'x'.repeat(212), 'p'.repeat(300), false],
    ['513 with a prefix', 'x'.repeat(213), 'p'.repeat(300), true],
    ['513 with a prefix that is most of it', 'x'.repeat(3), 'p'.repeat(510), true],
  ])('is hashed where it is longer: %s', (_, id, prefix, isHashed) => {
    expect(hashed.test(documentId(id, prefix).slice(prefix.length))).toBe(isHashed)
  })

  it('is never that of another one, also where it looks like the hash of it', () => {
    const long = 'x'.repeat(600)
    const taken = documentId(long)

    expect(documentId(taken)).not.toBe(taken)
    expect(documentId(documentId(taken))).not.toBe(documentId(taken))
    expect(documentId(`${taken}0`)).toBe(`${taken}0`)
    expect(documentId(`x${taken}`)).toBe(`x${taken}`)
    expect(documentId('y'.repeat(600))).not.toBe(taken)
  })
})
