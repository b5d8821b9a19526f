import { describe, expect, it } from 'vitest'
import { raise } from '../core/errors/pipeline-error.ts'
import { sinkFaults } from '../core/errors/sink-faults.ts'
import { errorLine } from './exit-code.ts'
import { json, safeLine, safeLines } from './terminal.ts'

/** What somebody who reads lines, or a terminal, takes for the end of one. */
const lineEnds = /[\n\v\f\r\u0085\u2028\u2029\u001b]/
const lines = ['\n', '\r\n', '\v', '\f', '\r', '\u0085', '\u2028', '\u2029'].join('x')

const written = (write: (out: (text: string) => void) => void): string => {
  let all = ''
  write(text => {
    all += text
  })
  return all
}

describe('a line on the screen', () => {
  it.each([
    ['a message', (out: (text: string) => void) => safeLine(out)(`a ${lines} z`)],
    ['a message with its end', (out: (text: string) => void) => safeLine(out)(`a ${lines} z\n`)],
    ['a value', (out: (text: string) => void) => json(out)({ [lines]: lines })],
    [
      'an error',
      (out: (text: string) => void) =>
        out(errorLine(new Error(`${lines}\u001b[2J`, { cause: new Error('z') }))),
    ],
    [
      'what a sink answered',
      (out: (text: string) => void) =>
        safeLine(out)(errorLine(raise(sinkFaults, 'sink.unavailable', { sink: 's', reason: lines }))),
    ],
  ])('is one, whatever is in it: %s', (_, write) => {
    const line = written(write)

    expect(line.endsWith('\n')).toBe(true)
    expect(line.slice(0, -1)).not.toMatch(lineEnds)
  })

  it('shows what is unsafe, and says of JSON what it said', () => {
    expect(written(out => safeLine(out)('a\u2028b\u001b[2J'))).toBe('a\\u2028b\\u001b[2J\n')
    expect(JSON.parse(written(out => json(out)({ text: `\u009b${lines}` })))).toEqual({
      text: `\u009b${lines}`,
    })
  })

  it('of what was typed wrongly commands nothing, and help keeps its lines', () => {
    expect(written(out => safeLines(out)("unknown command '\u001b[2J\u202e'\nsee --help\n"))).toBe(
      "unknown command '\\u001b[2J\\u202e'\nsee --help\n",
    )
  })

  it('of an error says what is wrong and what to do, without gaps of its own', () => {
    expect(errorLine(new Error('one\n   two\n\nthree'))).toBe('tailrace: one two three\n')
  })
})
