import { describe, expect, it } from 'vitest'
import { functionOf, recording } from '../../test/support/pipeline.ts'
import { recordOf } from '../../test/support/records.ts'

const other = 'arn:aws:dynamodb:eu-central-1:123456789012:table/other/stream/2026-01-01T00:00:00.000'
const four = ['a', 'b', 'c', 'd'].map((key, index) => recordOf({ seq: index + 1, key }))

describe('what a batch leaves in the ledger', () => {
  it('is found by one that begins at its lowest failure and ends before its last record', async () => {
    const all = recording('all', (seq, tries) => {
      if (seq === 2 && tries === 1) throw new Error('once')
    })
    const f = functionOf([all.processor])

    const reported = [await f.invoke(four), await f.invoke(four.slice(1, 3))]

    expect(reported).toEqual([[2], []])
    expect(all.seen).toEqual([1, 2, 3, 4, 2])
  })
})

describe('the same sequence number', () => {
  it.each([
    ['and key in two streams', recordOf({ seq: 1, key: 'a', arn: other })],
    ['of two keys', recordOf({ seq: 1, key: 'b' })],
  ])('%s is two records', async (_, second) => {
    const all = recording('all')

    await functionOf([all.processor]).invoke([recordOf({ seq: 1, key: 'a' }), second])

    expect(all.seen).toEqual([1, 1])
  })
})
