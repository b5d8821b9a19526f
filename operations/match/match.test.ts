import { describe, expect, it } from 'vitest'
import { linesOf } from './lines.ts'
import { matchLines } from './match-lines.ts'
import { newMatcher } from './match.ts'

const pieces = async function* (...texts: readonly string[]): AsyncIterable<string> {
  for (const text of texts) yield Promise.resolve(text)
}

const all = async <T>(values: AsyncIterable<T>): Promise<readonly T[]> => {
  const found: T[] = []
  for await (const value of values) found.push(value)
  return found
}

const resultOf = async (line: object): Promise<string | undefined> =>
  (await all(matchLines(pieces(JSON.stringify(line)))))[0]?.result

describe('newMatcher', () => {
  it.each([
    ['{"a":[300]}', '{"a":3.0e2}', 'match'],
    ['{"a":[300]}', '{"a":301}', 'nomatch'],
    [
      '{"a":"b"}',
      '{}',
      'invalid: Event pattern is not valid. Reason: "a" must be an object or an array at a',
    ],
    ['{"a":[1]}', '[]', 'invalid: Event is not valid. Reason: Event must be a JSON object'],
    ['{"a":[1]}', 'null', 'invalid: Event is not valid. Reason: Event must be a JSON object'],
  ])('says of %s and %s: %s', (pattern, event, result) => {
    expect(newMatcher()(pattern, event)).toBe(result)
  })

  it('gives the reason in one line', () => {
    const match = newMatcher()

    expect(match('{\n"a":\n[}', '{}')).toMatch(/^invalid: Event pattern is not valid\. Reason: .+$/)
    expect(match('{"a":[1]}', '{\n"a":\n}')).toMatch(/^invalid: Event is not valid\. Reason: .+$/)
  })

  it('gives a reason where JSON is nested beyond all measure', () => {
    const deep = `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`

    expect(newMatcher()('{"a":[1]}', deep)).toMatch(/^(invalid: Event is not valid|nomatch)/)
    expect(newMatcher()(deep, '{}')).toMatch(/^invalid: Event pattern is not valid/)
  })
})

describe('matchLines', () => {
  it.each<[string, object]>([
    ['values', { pattern: { a: ['x'] }, event: { a: 'x' } }],
    ['texts', { pattern: '{"a":["x"]}', event: '{"a":"x"}' }],
    ['one of each', { pattern: '{"a":["x"]}', event: { a: 'x' } }],
  ])('takes pattern and event as %s', async (_, line) => {
    expect(await resultOf(line)).toBe('match')
  })

  it.each<[string, object, string]>([
    ['has no pattern', { event: {} }, 'invalid: the line has no pattern'],
    ['has no event', { pattern: { a: [1] } }, 'invalid: the line has no event'],
    ['is no object', [1], 'invalid: the line has no pattern'],
    ['has an event that is no JSON', { pattern: { a: [1] }, event: 'no' }, 'invalid: Event is not valid.'],
    ['has a pattern that is null', { pattern: null, event: {} }, 'Reason: Filter is not an object'],
  ])('answers a line that %s as invalid', async (_, line, result) => {
    expect(await resultOf(line)).toContain(result)
  })

  it('keeps every digit of numbers, in values as in texts', async () => {
    const digits = '12345678901234567890123456789012345678'
    const line = (event: string): string => `{"id":${digits},"pattern":{"a":[${digits}]},"event":${event}}`

    const answers = await all(
      matchLines(pieces(line(`{"a":${digits}}`), line(`{"a":${digits}9}`), line(`"{\\"a\\":${digits}.0}"`))),
    )

    expect(answers.map(({ result }) => result)).toEqual(['match', 'nomatch', 'match'])
    expect(JSON.stringify(answers[0])).toBe(`{"id":${digits},"result":"match"}`)
  })

  it('answers line by line, in order, and passes over blank ones', async () => {
    const text =
      '{"id":1,"pattern":{"a":[1]},"event":{"a":1}}\n\n{"id":2,"pattern":{"a":[1]},"event":{"a":2}}\n'

    expect(await all(matchLines(linesOf(pieces(text))))).toEqual([
      { id: 1, result: 'match' },
      { id: 2, result: 'nomatch' },
    ])
  })

  it('answers what comes before a line that is not JSON, and names that line', async () => {
    const answers = matchLines(pieces('{"id":1,"pattern":{"a":[1]},"event":{"a":1}}', '', '{"id":'))
    const iterator = answers[Symbol.asyncIterator]()

    expect(await iterator.next()).toMatchObject({ value: { id: 1 } })
    await expect(iterator.next()).rejects.toThrow('Line 3 is not JSON')
  })
})

describe('linesOf', () => {
  it.each([
    [['a\nb\n'], ['a', 'b']],
    [['a\r\nb'], ['a\r', 'b']],
    [
      ['a', 'b\nc', '\n', '\n', 'd'],
      ['ab', 'c', '', 'd'],
    ],
    [['x\u2028y\nz'], ['x\u2028y', 'z']],
    [[], []],
  ])('makes of %j the lines %j', async (texts, lines) => {
    expect(await all(linesOf(pieces(...texts)))).toEqual(lines)
  })
})
