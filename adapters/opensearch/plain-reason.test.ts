import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { EngineError } from './plain-reason.ts'
import { plainReason } from './plain-reason.ts'

const parsing =
  "failed to parse field [price] of type [long] in document with id '7'. Preview of field's value: 'x'"

describe('what is told of an engine’s error', () => {
  it.each<[string, EngineError, string]>([
    ['its type, where it gives no reason', { type: 'odd_exception' }, 'odd_exception'],
    [
      'its type, where the reason may quote a value',
      { type: 'odd_exception', reason: 'odd: x' },
      'odd_exception',
    ],
    [
      'the reason alone, where that is about a right',
      { type: 'security_exception', reason: 'no permissions for [indices:write]' },
      'no permissions for [indices:write]',
    ],
    [
      'the reason alone, where that is about an index, whatever the type',
      { type: 'illegal_argument_exception', reason: 'explicit index in bulk is not allowed' },
      'explicit index in bulk is not allowed',
    ],
    [
      'type and the beginning of the reason, which names a field',
      { type: 'mapper_parsing_exception', reason: parsing },
      'mapper_parsing_exception: failed to parse field [price] of type [long]',
    ],
    [
      'the type of what led to it',
      {
        type: 'odd_exception',
        reason: 'x',
        caused_by: { type: 'odder_exception', reason: 'For input string: "x"' },
      },
      'odd_exception (odder_exception)',
    ],
    [
      'the beginning of what led to it, which names a field',
      { type: 'odd_exception', caused_by: { type: 'mapper_parsing_exception', reason: parsing } },
      'odd_exception (failed to parse field [price] of type [long])',
    ],
    [
      'once what led to it, where it says the same',
      { type: 'mapper_parsing_exception', reason: parsing, caused_by: { type: 'odd', reason: parsing } },
      'mapper_parsing_exception: failed to parse field [price] of type [long]',
    ],
    [
      'the type of what led to it, where that gives no reason',
      { type: 'odd_exception', reason: 'x', caused_by: { type: 'security_exception' } },
      'odd_exception (security_exception)',
    ],
    [
      'nothing of a cause that has no type',
      { type: 'odd_exception', caused_by: { reason: 'x' } },
      'odd_exception',
    ],
    [
      'all of it in one line',
      { type: 'security_exception', reason: ' no\n permissions\u2028here ' },
      'no permissions here',
    ],
  ])('is %s', (_, error, words) => {
    expect(plainReason(error)).toBe(words)
  })

  it('is never a value that a reason quotes, wherever it stands', () => {
    const quoted = fc.constantFrom(
      (value: string) => `For input string: "${value}"`,
      (value: string) => `${value} is not a boolean`,
      (value: string) =>
        `failed to parse field [f] of type [long] in document with id '1'. Preview of field's value: '${value}'`,
      (value: string) => `failed to parse date field [${value}] with format [x]`,
    )
    const value = fc.stringMatching(/^[a-z]{3,8}$/).map(text => `secret-${text}`)
    fc.assert(
      fc.property(quoted, quoted, value, (say, sayMore, text) => {
        const cause = { type: 'illegal_argument_exception', reason: sayMore(text) }
        const told = plainReason({ type: 'mapper_parsing_exception', reason: say(text), caused_by: cause })

        expect(told).not.toContain('secret-')
        expect(told).toContain('mapper_parsing_exception')
      }),
    )
  })
})
