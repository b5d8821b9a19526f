import { describe, expect, it } from 'vitest'
import { matchesPattern } from './matches-pattern.ts'
import { parsePattern } from './parse-pattern.ts'

const matches = (pattern: unknown, event: unknown): boolean =>
  matchesPattern(parsePattern(JSON.stringify(pattern)), event)

const event = (newImage: object, more: object = {}): object => ({
  eventName: 'MODIFY',
  eventSource: 'aws:dynamodb',
  dynamodb: { ApproximateCreationDateTime: 1_700_000_000, Keys: { id: { S: '1' } }, NewImage: newImage },
  ...more,
})

const image = (leaf: unknown): object => ({ dynamodb: { NewImage: leaf } })

describe('matchesPattern', () => {
  // Section names are those of the probes that other emulators were run against.
  it.each<[string, object, object, boolean]>([
    ['F1 eventName INSERT on a MODIFY', { eventName: ['INSERT'] }, event({}), false],
    [
      'F2 eventName and eventSource',
      { eventName: ['MODIFY'], eventSource: ['aws:dynamodb'] },
      event({}),
      true,
    ],
    ['F3 equals', image({ a: { S: ['x'] } }), event({ a: { S: 'x' } }), true],
    ['F4 exists true, present', image({ a: { S: [{ exists: true }] } }), event({ a: { S: 'x' } }), true],
    ['F5 exists true, absent', image({ a: { S: [{ exists: true }] } }), event({}), false],
    [
      'F6 exists false on a node that is no leaf, present',
      image({ a: [{ exists: false }] }),
      event({ a: { S: 'x' } }),
      true,
    ],
    [
      'F7 numeric never matches N, anything-but does',
      image({ a: { N: [{ numeric: ['>', 100] }, { 'anything-but': '101' }] } }),
      event({ a: { N: '42' } }),
      true,
    ],
    [
      'F8 the same with 101',
      image({ a: { N: [{ numeric: ['>', 100] }, { 'anything-but': '101' }] } }),
      event({ a: { N: '101' } }),
      false,
    ],
    ['F9 prefix', image({ a: { S: [{ prefix: 'us-1' }] } }), event({ a: { S: 'us-1-x' } }), true],
    [
      'F10 numeric on the creation time',
      { dynamodb: { ApproximateCreationDateTime: [{ numeric: ['>', 0] }] } },
      event({}),
      true,
    ],
    ['D1 type key omitted', image({ a: ['x'] }), event({ a: { S: 'x' } }), false],
    ['D2 suffix', image({ a: { S: [{ suffix: 'z' }] } }), event({ a: { S: 'xyz' } }), true],
    [
      'D3 equals-ignore-case',
      image({ a: { S: [{ 'equals-ignore-case': 'ABC' }] } }),
      event({ a: { S: 'aBc' } }),
      true,
    ],
    [
      'D4 $or at top',
      { $or: [{ eventName: ['INSERT'] }, { eventSource: ['aws:dynamodb'] }] },
      event({}),
      true,
    ],
    [
      'D5 $or nested',
      { dynamodb: { NewImage: { $or: [{ a: { S: ['x'] } }, { b: { S: ['y'] } }] } } },
      event({ b: { S: 'y' } }),
      true,
    ],
    [
      'D6 anything-but under an absent attribute',
      image({ a: { S: [{ 'anything-but': 'x' }] } }),
      event({}),
      false,
    ],
    [
      'D7 anything-but prefix',
      image({ a: { S: [{ 'anything-but': { prefix: 'us' } }] } }),
      event({ a: { S: 'us-1' } }),
      false,
    ],
    ['D8 BOOL', image({ a: { BOOL: [true] } }), event({ a: { BOOL: true } }), true],
    ['D9 element of a set', image({ a: { SS: ['y'] } }), event({ a: { SS: ['x', 'y'] } }), true],
    ['D10 NULL', image({ a: { NULL: [true] } }), event({ a: { NULL: true } }), true],
    [
      'D11 exists false under an absent image',
      { dynamodb: { OldImage: { a: { S: [{ exists: false }] } } } },
      event({}),
      true,
    ],
    [
      'D12 list of maps',
      image({ a: { L: { M: { b: { S: ['x'] } } } } }),
      event({ a: { L: [{ M: { b: { S: 'w' } } }, { M: { b: { S: 'x' } } }] } }),
      true,
    ],
  ])('%s', (_, pattern, record, expected) => {
    expect(matches(pattern, record)).toBe(expected)
  })

  it('wants the fields of a sub-pattern in the same element of an array', () => {
    const pattern = { lines: { sku: ['A'], size: ['L'] } }

    expect(
      matches(pattern, {
        lines: [
          { sku: 'A', size: 'S' },
          { sku: 'B', size: 'L' },
        ],
      }),
    ).toBe(false)
    expect(matches(pattern, { lines: [{ sku: 'A', size: 'L' }] })).toBe(true)
  })

  it.each<[unknown, unknown, boolean]>([
    [300, 300.0, true],
    ['300', 300, false],
    [null, null, true],
    ['', '', true],
    [{ numeric: ['>=', 1, '<', 3] }, 3, false],
    [{ numeric: ['=', 3] }, 3, true],
    [{ wildcard: 'a*c' }, 'ac', true],
    [{ wildcard: 'a\\*c' }, 'abc', false],
    [{ cidr: '10.0.0.0/24' }, '10.0.0.255', true],
    [{ cidr: '10.0.0.0/24' }, '10.0.1.0', false],
    [{ 'anything-but': ['a', 'b'] }, 'c', true],
    [{ 'anything-but': { suffix: ['x', 'y'] } }, 'ay', false],
    [{ 'anything-but': { wildcard: '*b*' } }, 'abc', false],
    [{ 'anything-but': { 'equals-ignore-case': 'A' } }, 'a', false],
    [{ prefix: { 'equals-ignore-case': 'AB' } }, 'abc', true],
  ])('%j against %j is %s', (test, value, expected) => {
    expect(matches({ x: [test] }, { x: value })).toBe(expected)
  })

  it('wants anything-but to hold for every element of an array', () => {
    expect(matches({ x: [{ 'anything-but': 'a' }] }, { x: ['a', 'b'] })).toBe(false)
  })
})

describe('parsePattern', () => {
  it.each([
    '"single-string"',
    '{"eventName": ["INSERT"',
    '{"a":"b"}',
    '{"a":[]}',
    '{}',
    '{"a":[{"prefix":1}]}',
    '{"a":[{"unheard-of":1}]}',
    '{"a":[{"numeric":[">"]}]}',
    '{"a":[{"wildcard":"a**b"}]}',
    '{"a":[{"cidr":"10.0.0.0/40"}]}',
    '{"$or":[{"a":["x"]}]}',
    '{"a":[{"exists":"yes"}]}',
    '{"a":[["x"]]}',
  ])("refuses %s in AWS's words", text => {
    expect(() => parsePattern(text)).toThrow('Invalid filter pattern definition.')
  })
})
