import { describe, expect, it } from 'vitest'
import { mutatedText } from './mutant.ts'
import { mutantsOf } from './mutants-of.ts'

/** What a small source can become, as `mutator: text`. */
const mutated = (text: string): readonly string[] =>
  mutantsOf('a.ts', text).map(mutant => `${mutant.mutator}: ${mutatedText(text, mutant)}`)

describe('mutants of a source', () => {
  it.each<[string, string, readonly string[]]>([
    ['an equality, once', 'x = a === b', ['statement: {}', 'equality: x = a !== b']],
    ['a boundary', 'f = () => a < b', ['statement: {}', 'boundary: f = () => a <= b']],
    ['a condition', 'const y = a ? b : c', ['condition: const y = !(a) ? b : c']],
    ['a condition that is denied, once', 'const y = !a ? b : c', ['condition: const y = !(!a) ? b : c']],
    ['a negation', 'const y = f(!a)', ['negation: const y = f(a)']],
    ['and, or', 'const y = a && b', ['logic: const y = a || b']],
    ['a sum', 'const y = a + b', ['arithmetic: const y = a - b']],
    ['no texts that are joined', "const y = a + 'b' + c", []],
    ['what stands for nothing', 'const y = a ?? b', ['fallback: const y = a']],
    [
      'true and false',
      'const y = [true, false]',
      ['literal: const y = [false, false]', 'literal: const y = [true, true]'],
    ],
    [
      'small numbers',
      'const y = [0, 1, 2]',
      ['literal: const y = [1, 1, 2]', 'literal: const y = [0, 0, 2]', 'literal: const y = [0, 1, 3]'],
    ],
    ['no long numbers and no keys', "const y = { 1: 86_400 }, z = 'text'", []],
    [
      'text that is compared',
      "const y = a === 'b'",
      ["equality: const y = a !== 'b'", "compared-text: const y = a === ''"],
    ],
    ['some, every', 'const y = a.some(f)', ['quantifier: const y = a.every(f)']],
    ['a step on the way', 'const y = a.filter(f).map(g)', ['step: const y = a.map(g)']],
    ['a call', 'await f()', ['statement: {}']],
    ['a spread under a condition', 'const y = { ...(a && { b }) }', ['spread: const y = { ...{} }']],
    ['no other spread', 'const y = { ...a }', []],
    [
      'an early return',
      'function f() { if (a) return b; c }',
      ['condition: function f() { if (!(a)) return b; c }', 'guard: function f() { {} c }'],
    ],
  ])('changes %s', (_, text, expected) => {
    expect(mutated(text)).toEqual(expected)
  })

  it('leaves alone what is gone when the code runs', () => {
    const types = `
      import { a } from './true.ts'
      export interface One { readonly two: true; three: 1 | 2 }
      type Four = One extends true ? 0 : 1
      declare const five: true
      const six = (given: 1 | 0): given is 1 => g<true>(given as 1)`

    expect(mutated(types)).toEqual([])
  })

  it('knows a mutant by its line and its change, wherever the line goes', () => {
    const [first, second] = mutantsOf('a.ts', 'const y = [0, 0]')
    const [moved] = mutantsOf('a.ts', '\n\n  const y = [0, 0]')
    const known = { mutator: 'literal', line: 'const y = [0, 0]', change: '0 -> 1' }

    expect(first).toMatchObject({ ...known, nth: 0, lineNumber: 1 })
    expect(second).toMatchObject({ ...known, nth: 1, lineNumber: 1 })
    expect(moved).toMatchObject({ ...known, nth: 0, lineNumber: 3 })
  })
})
