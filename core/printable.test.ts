import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { printable } from './printable.ts'

const dangerous = [
  0x1b, 0x0a, 0x0d, 0x08, 0, 0x7f, 0x85, 0x9b, 0x2028, 0x2029, 0x202e, 0x2066, 0x200f, 0x061c, 0xfeff,
]
const anyText = fc.string({
  unit: fc.oneof(
    fc.integer({ min: 0, max: 0xffff }).map(code => String.fromCharCode(code)),
    fc.constantFrom(...dangerous.map(code => String.fromCharCode(code))),
  ),
})

describe('printable text', () => {
  it('holds nothing that a terminal or a reader of lines takes for a command, whatever it was made of', () => {
    fc.assert(
      fc.property(anyText, text => {
        const shown = printable(text)
        for (const code of dangerous) expect(shown).not.toContain(String.fromCharCode(code))
        expect(shown).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/)
        expect(shown.isWellFormed()).toBe(true)
        expect(printable(shown)).toBe(shown)
      }),
    )
  })

  it('leaves alone what people write', () => {
    for (const text of ['USER#1|ORDER#7', 'Köln 茶 😀 👨‍👩‍👧 עברית', 'a\\n b', ' ~'])
      expect(printable(text)).toBe(text)
  })

  it('changes nothing that a line of JSON says', () => {
    fc.assert(
      fc.property(anyText, text => {
        expect(JSON.parse(printable(JSON.stringify({ [text]: text })))).toEqual({ [text]: text })
      }),
    )
  })
})
