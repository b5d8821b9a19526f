import { describe, expect, it } from 'vitest'
import { recordsTo, reported } from '../../test/support/local-mapping.ts'
import { laneRules } from '../../test/support/shard-lanes.ts'
import { answeredRecords, unheardFailures } from './answered.ts'

const records = recordsTo(4)
const returned = (value: unknown) => ({ type: 'returned', value }) as const
const [heard, unheard] = [laneRules(), laneRules({ FunctionResponseTypes: [] })].map(
  ({ settings }) => settings,
)

/** Numbers of the records whose failure nobody heard. */
const dropped = (value: unknown, settings = unheard): readonly number[] => {
  if (settings === undefined) throw new Error('no settings')
  const lost = unheardFailures(records, returned(value), settings)
  return records.flatMap((record, index) => (lost.has(record) ? [index + 1] : []))
}

describe('a failure that nobody hears', () => {
  it('is one that a mapping without partial responses is told, record by record', () => {
    expect(dropped(reported(2))).toEqual([2])
    expect(dropped(reported(4, 2))).toEqual([2, 4])
    expect(dropped({ batchItemFailures: [{ itemIdentifier: 'event-3' }] })).toEqual([3])
    expect(dropped(reported())).toEqual([])
  })

  it('is none that the mapping reads', () => {
    expect(dropped(reported(2), heard)).toEqual([])
  })

  it('is one in an answer that Lambda cannot read, whatever the mapping', () => {
    const misspelt = { BatchItemFailures: [{ itemIdentifier: 'event-2' }] }

    expect(dropped(misspelt, heard)).toEqual([2])
    expect(dropped(misspelt, unheard)).toEqual([2])
  })

  it('may be any where one is named that is not there', () => {
    expect(dropped(reported(9))).toEqual([1, 2, 3, 4])
    expect(dropped(reported(2, 9))).toEqual([1, 2, 3, 4])
  })

  it('is none where the function said nothing of failures, or threw', () => {
    const thrown = { type: 'function-error', errorType: 'TypeError', message: 'no' } as const

    expect(dropped(null)).toEqual([])
    expect(unheardFailures(records, thrown, { FunctionResponseTypes: [] })).toEqual(new Set())
  })
})

describe('what became of the records of a batch', () => {
  const became = (finished: number, discard?: unknown, value: unknown = null): readonly string[] =>
    answeredRecords(
      records,
      returned(value),
      { finished: recordsTo(finished), discard },
      laneRules({ FunctionResponseTypes: [] }).settings,
    ).map(answered => answered.became)

  it('is told of each as it was given, in its order', () => {
    const { settings } = laneRules()

    expect(
      answeredRecords(records, returned(null), { finished: records }, settings).map(({ record }) => record),
    ).toEqual(records)
  })

  it('is that it was applied before the checkpoint, and comes again behind it', () => {
    expect(became(4)).toEqual(['applied', 'applied', 'applied', 'applied'])
    expect(became(2)).toEqual(['applied', 'applied', 'retried', 'retried'])
    expect(became(0)).toEqual(['retried', 'retried', 'retried', 'retried'])
  })

  it('is that it was dropped where its failure was not heard, unless it comes again', () => {
    expect(became(4, undefined, reported(3))).toEqual(['applied', 'applied', 'dropped', 'applied'])
    expect(became(2, undefined, reported(2, 3))).toEqual(['applied', 'dropped', 'retried', 'retried'])
  })

  it('is that it was given up where the batch was', () => {
    expect(became(4, { records })).toEqual(['given-up', 'given-up', 'given-up', 'given-up'])
  })
})
