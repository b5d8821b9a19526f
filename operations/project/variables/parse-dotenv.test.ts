import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import '../../../test/support/same-samples.ts'
import { parseDotenv } from './parse-dotenv.ts'

describe('a reference in a .env file', () => {
  it.each([
    ['A=x\nB=${A}y', {}, { A: 'x', B: 'xy' }],
    ['A=${A}:y', { A: '/x' }, { A: '/x:y' }],
    ['A=${B:-${C:-z}}', {}, { A: 'z' }],
    ['A=${B:+set}', { B: '1' }, { A: 'set' }],
    ['A=\\$B', { B: '1' }, { A: '$B' }],
    ['A=${B}', { B: '${C}', C: '${B}' }, { A: '' }],
    ['A=a${B}b', { B: '${B}x' }, { A: 'axb' }],
  ])('%s with %o stands for %o', (text, env, wanted) => {
    expect(parseDotenv(text, env)).toEqual(wanted)
  })

  it('comes to an end, whatever refers to whatever', () => {
    const piece = fc.constantFrom('${A}', '${B}', '$C', '${A:-${B}}', '${C:+$A}', 'x', '-')
    const value = fc.array(piece, { maxLength: 4 }).map(pieces => pieces.join(''))
    fc.assert(
      fc.property(fc.record({ A: value, B: value, C: value }), value, (env, text) => {
        expect(parseDotenv(`D=${text}`, env)['D']).toMatch(/^[x-]*$/)
      }),
    )
  })
})
