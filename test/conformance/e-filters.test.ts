import { describe, expect, it } from 'vitest'
import type { AttributeValue, Image } from '../../core/attributes/attribute-value.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import { localMapping } from '../support/local-mapping.ts'
import { recordOf } from '../support/records.ts'

/** Sequence numbers of the records that the pattern lets through. */
const admitted = async (
  pattern: unknown,
  ...records: readonly StreamRecord[]
): Promise<readonly number[]> => {
  const Filters = [{ Pattern: JSON.stringify(pattern) }]
  const local = localMapping({ settings: { BatchSize: 1, FilterCriteria: { Filters } } })
  local.source.put('shard-1', ...records)
  await local.drain()
  return local.invocations.flat()
}

const inserted = (seq: number, after: Image = {}): StreamRecord => recordOf({ seq, kind: 'INSERT', after })
const image = (attributes: unknown): unknown => ({ dynamodb: { NewImage: attributes } })
const presentKey = { presentKey: { S: 'presentValue' } }

describe('FilterCriteria', () => {
  it('case 43: lets the insert through and not the write after it', async () => {
    const found = await admitted({ eventName: ['INSERT'] }, inserted(1), recordOf({ seq: 2 }))

    expect(found).toEqual([1])
  })

  it('case 44: takes one of several values', async () => {
    const pattern = { eventName: ['INSERT', 'MODIFY'] }

    const found = await admitted(
      pattern,
      inserted(1),
      recordOf({ seq: 2 }),
      recordOf({ seq: 3, kind: 'REMOVE' }),
    )

    expect(found).toEqual([1, 2])
  })

  it('case 45: sees what stands beside the dynamodb key', async () => {
    const pattern = { eventName: ['INSERT'], eventSource: ['aws:dynamodb'] }

    expect(await admitted(pattern, inserted(1), recordOf({ seq: 2 }))).toEqual([1])
    expect(await admitted({ ...pattern, eventSource: ['aws:kinesis'] }, inserted(1))).toEqual([])
  })

  it('case 46: compares the value of an attribute', async () => {
    const pattern = image({ presentKey: { S: ['presentValue'] } })

    expect(await admitted(pattern, inserted(1), inserted(2, presentKey))).toEqual([2])
  })

  it('case 47: asks whether an attribute is there', async () => {
    const pattern = image({ presentKey: { S: [{ exists: true }] } })

    expect(await admitted(pattern, inserted(1), inserted(2, presentKey))).toEqual([2])
  })

  it('case 48: takes exists false on what is no leaf for true although the attribute is there', async () => {
    const pattern = image({ presentKey: [{ exists: false }] })

    expect(await admitted(pattern, inserted(1), inserted(2, presentKey))).toEqual([1, 2])
  })

  it('case 49: never compares an N as a number', async () => {
    const pattern = image({ n: { N: [{ numeric: ['>', 100] }, { 'anything-but': '101' }] } })

    expect(
      await admitted(pattern, inserted(1, { n: { N: '42' } }), inserted(2, { n: { N: '101' } })),
    ).toEqual([1])
  })

  it('case 50: compares a prefix', async () => {
    const pattern = image({ p: { S: [{ prefix: 'us-1' }] } })
    const withText = (seq: number, S: string) => inserted(seq, { p: { S } })

    expect(await admitted(pattern, withText(1, 'us-1-other-suffix'), withText(2, 'other-suffix'))).toEqual([
      1,
    ])
  })

  it('case 51: compares the creation time as a number', async () => {
    const pattern = { dynamodb: { ApproximateCreationDateTime: [{ numeric: ['>', 0] }] } }

    expect(await admitted(pattern, inserted(1), inserted(2))).toEqual([1, 2])
  })

  it('case 52: matches nothing where the type of an attribute is left out', async () => {
    expect(await admitted(image({ presentKey: ['x'] }), inserted(1, { presentKey: { S: 'x' } }))).toEqual([])
  })

  it.each<[string, unknown, AttributeValue]>([
    ['suffix', image({ a: { S: [{ suffix: 'z' }] } }), { S: 'xyz' }],
    ['equals-ignore-case', image({ a: { S: [{ 'equals-ignore-case': 'ABC' }] } }), { S: 'aBc' }],
    ['$or at the top', { $or: [{ eventName: ['REMOVE'] }, { eventName: ['INSERT'] }] }, { S: 'x' }],
    ['$or inside', image({ $or: [{ a: { S: ['x'] } }, { b: { S: ['y'] } }] }), { S: 'x' }],
    ['BOOL', image({ a: { BOOL: [true] } }), { BOOL: true }],
    ['an element of a set', image({ a: { SS: ['y'] } }), { SS: ['x', 'y'] }],
    [
      'a list of maps',
      image({ a: { L: { M: { b: { S: ['x'] } } } } }),
      { L: [{ M: { b: { S: 'w' } } }, { M: { b: { S: 'x' } } }] },
    ],
  ])('case 53: knows %s', async (_, pattern, a) => {
    expect(await admitted(pattern, inserted(1, { a }), recordOf({ seq: 2, kind: 'MODIFY' }))).toEqual([1])
  })

  it('case 54: finds anything-but in no record that lacks the attribute', async () => {
    const pattern = image({ a: { S: [{ 'anything-but': 'x' }] } })
    const withText = (seq: number, S: string) => inserted(seq, { a: { S } })

    expect(await admitted(pattern, inserted(1), withText(2, 'x'), withText(3, 'y'))).toEqual([3])
  })
})
