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

describe('the probes that other emulators were run against', () => {
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
})

/** How many of these records a mapping with these filters would deliver. */
const delivered = (patterns: readonly unknown[], records: readonly object[]): number =>
  records.filter(record => patterns.some(pattern => matches(pattern, record))).length

const inserted = (newImage: object): object => event(newImage, { eventName: 'INSERT' })
const present = inserted({ presentKey: { S: 'presentValue' } })
const absent = inserted({ other: { S: 'presentValue' } })

describe('the conformance list, FilterCriteria', () => {
  it.each<[string, unknown, readonly object[], number]>([
    ['case 43: eventName INSERT', { eventName: ['INSERT'] }, [inserted({})], 1],
    ['case 43: not an identical put, were it a MODIFY', { eventName: ['INSERT'] }, [event({})], 0],
    ['case 44: INSERT or MODIFY', { eventName: ['INSERT', 'MODIFY'] }, [inserted({}), event({})], 2],
    [
      'case 45: metadata outside dynamodb',
      { eventName: ['INSERT'], eventSource: ['aws:dynamodb'] },
      [inserted({}), event({})],
      1,
    ],
    [
      'case 46: equals, with and without the attribute',
      image({ presentKey: { S: ['presentValue'] } }),
      [present, absent],
      1,
    ],
    ['case 47: exists true', image({ presentKey: { S: [{ exists: true }] } }), [present, absent], 1],
    [
      'case 48: exists false on what is no leaf',
      image({ presentKey: [{ exists: false }] }),
      [absent, present],
      2,
    ],
    [
      'case 49: N is text, which numeric never matches and anything-but does',
      image({ a: { N: [{ numeric: ['>', 100] }, { 'anything-but': '101' }] } }),
      [inserted({ a: { N: '42' } }), inserted({ a: { N: '101' } })],
      1,
    ],
    [
      'case 50: prefix',
      image({ a: { S: [{ prefix: 'us-1' }] } }),
      [inserted({ a: { S: 'us-1-other-suffix' } }), inserted({ a: { S: 'other-suffix' } })],
      1,
    ],
    [
      'case 51: the creation time is a number',
      { dynamodb: { ApproximateCreationDateTime: [{ numeric: ['>', 0] }] } },
      [inserted({}), inserted({ b: { S: 'x' } })],
      2,
    ],
    ['case 52: type key omitted', image({ presentKey: ['presentValue'] }), [present], 0],
    ['case 53: suffix', image({ presentKey: { S: [{ suffix: 'Value' }] } }), [present], 1],
    [
      'case 53: equals-ignore-case',
      image({ presentKey: { S: [{ 'equals-ignore-case': 'PRESENTVALUE' }] } }),
      [present],
      1,
    ],
    ['case 53: $or at top', { $or: [{ eventName: ['REMOVE'] }, { eventName: ['INSERT'] }] }, [present], 1],
    [
      'case 53: $or nested',
      image({ $or: [{ other: { S: ['x'] } }, { presentKey: { S: ['presentValue'] } }] }),
      [present],
      1,
    ],
    ['case 53: BOOL', image({ a: { BOOL: [true] } }), [inserted({ a: { BOOL: true } })], 1],
    ['case 53: an element of SS', image({ a: { SS: ['y'] } }), [inserted({ a: { SS: ['x', 'y'] } })], 1],
    [
      'case 53: a list of maps',
      image({ a: { L: { M: { b: { S: ['x'] } } } } }),
      [inserted({ a: { L: [{ M: { b: { S: 'x' } } }] } })],
      1,
    ],
    [
      'case 54: anything-but on an absent field',
      image({ presentKey: { S: [{ 'anything-but': 'x' }] } }),
      [absent],
      0,
    ],
  ])('%s', (_, pattern, records, count) => {
    expect(delivered([pattern], records)).toBe(count)
  })

  it('case 55: a record is delivered when one of several filters matches', () => {
    const filters = [{ eventName: ['REMOVE'] }, { eventName: ['INSERT'] }]

    expect(delivered(filters, [inserted({}), event({})])).toBe(1)
  })
})
