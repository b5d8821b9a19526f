import { describe, expect, it } from 'vitest'
import { notedLog } from '../../test/support/noted-log.ts'
import { functionOf, recording } from '../../test/support/pipeline.ts'
import { away } from '../../test/support/pressed-sink.ts'
import { recordOf, seqOf, streamArn } from '../../test/support/records.ts'
import { raise } from '../errors/pipeline-error.ts'
import { sinkFaults } from '../errors/sink-faults.ts'
import { everything } from '../filter/words.ts'
import { batchProcessor, processor } from '../processor/define-processor.ts'
import type { DispatchReport } from './report.ts'

const rejected = (): Error => raise(sinkFaults, 'sink.rejected', { sink: 's', id: '1', reason: 'no' })

describe('the report of a batch', () => {
  it('has of each record, as often as it came, what became of it with each processor', async () => {
    const reports: DispatchReport[] = []
    const own = recording('own', seq => {
      if (seq === 2) throw new TypeError('odd')
      if (seq === 3) throw rejected()
      if (seq === 4) throw away()
    })
    const lazy = processor({
      name: 'lazy',
      filter: everything().on('INSERT'),
      handle: async () => Promise.resolve('unchanged' as const),
    })
    const records = [1, 2, 3, 4, 1].map(seq =>
      recordOf({ seq, key: `k${seq}`, kind: seq === 1 ? 'INSERT' : 'MODIFY' }),
    )

    await functionOf([own.processor, lazy], { observe: report => void reports.push(report) }).invoke(records)

    const record = (seq: number, outcomes: readonly object[]): object => ({
      eventId: `event-${seq}`,
      eventName: seq === 1 ? 'INSERT' : 'MODIFY',
      key: `k${seq}`,
      sequenceNumber: seqOf(seq),
      streamArn,
      outcomes,
    })
    const first = record(1, [
      { processor: 'own', outcome: 'applied', ran: true, attempt: 0 },
      { processor: 'lazy', outcome: 'unchanged', ran: true, attempt: 0 },
    ])
    expect(reports).toEqual([
      {
        functionName: 'test',
        records: [
          first,
          first,
          record(2, [
            {
              processor: 'own',
              outcome: 'retry',
              ran: true,
              attempt: 1,
              error: { code: 'TypeError', message: 'odd' },
            },
          ]),
          record(3, [
            {
              processor: 'own',
              outcome: 'parked',
              ran: true,
              attempt: 1,
              error: {
                code: 'sink.rejected',
                message: expect.any(String) as string,
                remedy: expect.any(String) as string,
              },
            },
          ]),
          record(4, [
            {
              processor: 'own',
              outcome: 'retry',
              ran: true,
              attempt: 0,
              error: {
                code: 'sink.unavailable',
                message: expect.any(String) as string,
                remedy: expect.any(String) as string,
              },
            },
          ]),
        ],
      },
    ])
  })

  it('has what a handler noticed about versions, on the last of the changes that were handled together', async () => {
    const reports: DispatchReport[] = []
    const noting = batchProcessor({
      name: 'noting',
      filter: everything(),
      coalesce: 'per-key',
      handle: async (groups, { note }) => {
        for (const group of groups) if (group.key === 'a') note?.(group, 'version_tie')
        return Promise.resolve()
      },
    })
    const records = ['a', 'b', 'a'].map((key, index) => recordOf({ seq: index + 1, key }))

    await functionOf([noting], { observe: report => void reports.push(report) }).invoke(records)

    const outcomes = reports.flatMap(report => report.records.flatMap(each => each.outcomes))
    expect(outcomes.map(outcome => ('note' in outcome ? outcome.note : 'none'))).toEqual([
      'none',
      'none',
      'version_tie',
    ])
  })

  it.each<[string, () => unknown]>([
    [
      'throws',
      () => {
        throw new Error('no room')
      },
    ],
    ['fails later', async () => Promise.reject(new Error('no room'))],
  ])('fails nothing where whoever is told %s, which is said', async (_, fails) => {
    const { logger, lines } = notedLog()
    const own = recording('own')

    expect(
      await functionOf([own.processor], { logger, observe: fails }).invoke([recordOf({ seq: 1 })]),
    ).toEqual([])
    await new Promise(setImmediate)

    expect(lines).toMatchObject([
      {
        level: 'error',
        detail: { code: 'delivery.observer-failed', error: { causes: [{ message: 'no room' }] } },
      },
    ])
  })
})

describe('the response', () => {
  it('names a number once, in the order of the batch, however many records and processors have it', async () => {
    const failing = ['one', 'two'].map(
      name =>
        recording(name, () => {
          throw new Error('no')
        }).processor,
    )

    expect(
      await functionOf(failing).invoke([2, 1, 1].map((seq, index) => recordOf({ seq, key: `k${index}` }))),
    ).toEqual([1, 2])
  })
})
