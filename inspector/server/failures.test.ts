import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FailedObjects } from '../../core/parking/failed-objects.ts'
import { viewOf } from '../../core/record/view-of.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import type { InvokeResult } from '../../engine/ports/function-target.ts'
import { recordOf } from '../../test/support/records.ts'
import { inGroup } from './failure-selection.ts'
import type { LyingObject } from './failures.ts'
import { failureGroups, fingerprintOf } from './failures.ts'
import { retryFunction } from './retry-function.ts'

interface Sketch {
  readonly message: string
  readonly functionName?: string
  readonly records: readonly { readonly key: string; readonly seq: number }[]
}

const lying = (sketches: readonly Sketch[]) => {
  const retired: string[] = []
  const place = {
    url: 'memory:',
    retire: async (key: string) => Promise.resolve(void retired.push(key)),
  } as unknown as FailedObjects
  const objects = sketches.map(({ message, functionName = 'f', records }, index): LyingObject => {
    const views = records.map(({ key, seq }) => viewOf(recordOf({ seq, key, after: { text: 'x' } })))
    const entry = {
      ...{ object: `memory:/${index}`, functionName, processor: undefined, condition: 'given up', message },
      ...{ code: 'RetryAttemptsExhausted', remedy: undefined, attempts: 1 },
      records: views.map(({ key, sequenceNumber }) => ({ key, sequenceNumber, recordId: 0 })),
    }
    return { place, key: String(index), entry, views }
  })
  return { objects, retired }
}

const returned = (value: unknown): InvokeResult => ({ type: 'returned', value })
const numbersOf = (records: readonly StreamRecord[]): readonly number[] =>
  records.map(({ dynamodb }) => Number(dynamodb?.SequenceNumber))

describe('failures by their cause', () => {
  it('come together where their words differ by ids and numbers only, the most frequent first', () => {
    const { objects } = lying([
      { message: 'no desk for 17', records: [] },
      { message: 'timeout', records: [] },
      { message: 'no desk for 4', records: [] },
      { message: 'no desk for 4', functionName: 'g', records: [] },
    ])

    const groups = failureGroups(objects.map(({ entry }) => entry))

    expect(groups.map(({ functionName, message, count }) => [functionName, message, count])).toEqual([
      ['f', 'no desk for 17', 2],
      ['f', 'timeout', 1],
      ['g', 'no desk for 4', 1],
    ])
    expect(groups.reduce((sum, { count }) => sum + count, 0)).toBe(objects.length)
  })

  it('bring along what has to go before them, of any mixture', () => {
    const sketch = fc.record({
      message: fc.constantFrom('red', 'blue', 'green'),
      functionName: fc.constantFrom('f', 'g'),
      keys: fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { minLength: 1, maxLength: 3 }),
    })
    fc.assert(
      fc.property(fc.array(sketch, { minLength: 1, maxLength: 12 }), sketches => {
        const { objects } = lying(
          sketches.map(({ keys, ...rest }, index) => ({
            ...rest,
            records: keys.map((key, at) => ({ key, seq: 10 * (index + 1) + at })),
          })),
        )
        const [first] = objects
        const fingerprint = fingerprintOf(first!.entry)
        const chosen = inGroup(objects, fingerprint)
        const left = objects.filter(each => !chosen.includes(each))

        // The group is whole; nothing that is left has an older change of an item of what goes.
        expect(left.every(({ entry }) => fingerprintOf(entry) !== fingerprint)).toBe(true)
        for (const going of chosen)
          for (const staying of left.filter(({ entry }) => entry.functionName === going.entry.functionName))
            for (const view of going.views)
              expect(
                staying.views.some(
                  ({ key, sequenceNumber }) =>
                    key === view.key && Number(sequenceNumber) < Number(view.sequenceNumber),
                ),
              ).toBe(false)
        // And nothing comes along without such a cause.
        const members = objects.filter(({ entry }) => fingerprintOf(entry) === fingerprint)
        const newest = Math.max(...members.flatMap(({ views }) => views.map(v => Number(v.sequenceNumber))))
        for (const { views, entry } of chosen) {
          expect(entry.functionName).toBe(first!.entry.functionName)
          expect(Math.min(...views.map(v => Number(v.sequenceNumber)))).toBeLessThanOrEqual(newest)
        }
      }),
    )
  })
})

describe('a retry of a function without a pipeline', () => {
  const three = [
    { message: 'x', records: [{ key: 'b', seq: 20 }] },
    {
      message: 'x',
      records: [
        { key: 'a', seq: 3 },
        { key: 'c', seq: 100 },
      ],
    },
    { message: 'x', records: [] },
  ]

  it('gives batches in the order of the stream, and sets aside what is done', async () => {
    const { objects, retired } = lying(three)
    const given: (readonly number[])[] = []
    const invoke = async (_: string, records: readonly StreamRecord[]) => {
      given.push(numbersOf(records))
      return Promise.resolve(returned(undefined))
    }

    const planned = await retryFunction(objects, { dryRun: true, invoke })
    expect([planned.wouldDeliver, given, retired]).toEqual([3, [], []])
    const done = await retryFunction(objects, { dryRun: false, invoke })

    expect(given).toEqual([[3, 100], [20]])
    expect(retired).toEqual(['1', '0'])
    expect(done).toMatchObject({ redriven: 2, objectsFailed: 0 })
  })

  it.each<readonly [string, InvokeResult]>([
    ['throws', { type: 'function-error', errorType: 'TypeError', message: 'no' }],
    ['is not invoked', { type: 'not-invoked', message: 'busy' }],
    ['names a record', returned({ batchItemFailures: [{ itemIdentifier: '100'.padStart(21, '0') }] })],
    [
      'names one that it was not given',
      returned({ batchItemFailures: [{ itemIdentifier: '7'.padStart(21, '0') }] }),
    ],
  ])('keeps all of it where the function %s, and gives it nothing that is behind', async (_, result) => {
    const { objects, retired } = lying(three)
    let calls = 0

    const outcome = await retryFunction(objects, {
      dryRun: false,
      invoke: async () => {
        calls += 1
        return Promise.resolve(result)
      },
    })

    expect([calls, retired]).toEqual([1, []])
    expect(outcome).toMatchObject({ redriven: 0, objectsFailed: 1 })
  })
})
