import { describe, expect, it } from 'vitest'
import { plainWords } from './plain-words.ts'

describe('the words of a service', () => {
  it.each([
    ['Rate exceeded.', 'Rate exceeded'],
    ['', 'no reason was given'],
    ['  \n ', 'no reason was given'],
    [
      'The signature does not match. The Canonical String for this request should have been',
      'The signature does not match',
    ],
    ['X-Amz-Security-Token=marked&x=1', 'X-Amz-Security-Token=***&x=1'],
    ['User ASIAMARKEDMARKED1 is not authorized', 'User ASIA*** is not authorized'],
    ["Value 'marked' at 'x' is odd", "Value '***' at '***' is odd"],
    ['Invalid parameter value: marked', 'Invalid parameter value: ***'],
    ['Invalid parameter: Message too long', 'Invalid parameter: Message too long'],
  ])('%j are %j', (message, expected) => {
    expect(plainWords(message)).toBe(expected)
  })

  it.each(['\n', '\r\n', '\r', '\u2028', '\u2029'])('end with their first line, whose end is %j', lineEnd => {
    expect(plainWords(`It is odd.${lineEnd}It goes on.`)).toBe('It is odd')
  })

  it.each(['\n', '\r', '\u2028', '\u2029'])('leave out what is quoted over %j', lineEnd => {
    const words = plainWords(`Value "marked${lineEnd}marked" is odd: value: marked${lineEnd}marked`)

    expect(words).not.toContain('marked')
    expect(words).not.toMatch(/[\n\r\u2028\u2029]/)
  })
})
