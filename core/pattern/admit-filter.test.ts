import { describe, expect, it } from 'vitest'
import { admitFilter } from './admit-filter.ts'

const warningsOf = (test: unknown, lambdaFilters: 'documented' | 'eventbridge'): readonly string[] =>
  admitFilter(JSON.stringify({ a: [test] }), { lambdaFilters }).warnings

describe('admitFilter', () => {
  it.each([
    'a',
    null,
    { 'equals-ignore-case': 'a' },
    { 'anything-but': ['a'] },
    { numeric: ['>', 0, '<', 5] },
    { exists: false },
    { prefix: 'a' },
    { suffix: 'a' },
  ])("takes %j, which Lambda's guide lists, without a word", test => {
    expect(warningsOf(test, 'documented')).toEqual([])
  })

  it.each<[object, string]>([
    [{ wildcard: 'a*' }, 'wildcard:'],
    [{ cidr: '10.0.0.0/8' }, 'cidr:'],
    [{ prefix: { 'equals-ignore-case': 'a' } }, 'prefix/equals-ignore-case:'],
    [{ 'anything-but': { prefix: 'a' } }, 'anything-but/prefix:'],
    [{ 'anything-but': { wildcard: 'a' } }, 'anything-but/wildcard:'],
  ])('takes %j with a warning that names it, unless told to take all of EventBridge', (test, name) => {
    expect(warningsOf(test, 'documented')).toEqual([expect.stringContaining(name)])
    expect(warningsOf(test, 'eventbridge')).toEqual([])
  })

  it('names all of them in one warning', () => {
    const text = '{"a":[{"wildcard":"x*"},{"cidr":"10.0.0.0/8"}],"$or":[{"b":[1]},{"c":[{"wildcard":"y"}]}]}'

    expect(admitFilter(text, { lambdaFilters: 'documented' }).warnings).toEqual([
      expect.stringMatching(/^wildcard, cidr: /),
    ])
  })

  it('refuses what is no pattern either way', () => {
    expect(() => admitFilter('single-string', { lambdaFilters: 'eventbridge' })).toThrow(
      'Invalid filter pattern definition.',
    )
  })
})
