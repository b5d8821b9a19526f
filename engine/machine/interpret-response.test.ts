import { describe, expect, it } from 'vitest'
import { recordsTo } from '../../test/support/local-mapping.ts'
import { seqOf } from '../../test/support/records.ts'
import { interpretResponse } from './interpret-response.ts'

const records = recordsTo(3)
const failures = (...identifiers: readonly unknown[]): unknown => ({
  batchItemFailures: identifiers.map(itemIdentifier => ({ itemIdentifier })),
})

describe('an answer with batchItemFailures', () => {
  it.each([undefined, null, '', 0, {}, { batchItemFailures: null }, { batchItemFailures: [] }])(
    'is success when it is empty: %j',
    answer => {
      expect(interpretResponse(answer, records)).toEqual({ type: 'success' })
    },
  )

  it('begins anew at the lowest identifier, wherever it stands', () => {
    expect(interpretResponse(failures(seqOf(3), seqOf(2)), records)).toEqual({ type: 'partial', from: 1 })
    expect(interpretResponse(failures(seqOf(1), seqOf(3)), records)).toEqual({ type: 'partial', from: 0 })
  })

  it.each([
    ['empty', failures('')],
    ['missing', { batchItemFailures: [{}] }],
    ['null', { batchItemFailures: [null] }],
    ['no text', failures(2)],
    ['of another batch', failures(seqOf(2), seqOf(9))],
  ])('fails the whole batch for an identifier that is %s', (_, answer) => {
    expect(interpretResponse(answer, records).type).toBe('failure')
  })

  it('passes over what is to be ignored, which may be all', () => {
    expect(interpretResponse(failures(seqOf(9), seqOf(3)), records, [seqOf(9)])).toEqual({
      type: 'partial',
      from: 2,
    })
    expect(interpretResponse(failures(seqOf(9)), records, [seqOf(9)])).toEqual({ type: 'success' })
    expect(interpretResponse(failures(''), records, ['']).type).toBe('failure')
  })
})
