import { describe, expect, it } from 'vitest'
import { recording } from '../../test/support/pipeline.ts'
import { recordOf } from '../../test/support/records.ts'
import { BatchRecord } from '../dispatch/batch-record.ts'
import type { Batch } from '../dispatch/batch.ts'
import { Delivery } from '../dispatch/delivery.ts'
import { viewOf } from '../record/view-of.ts'
import { batchFigures } from './batch-figures.ts'

const writtenAtMs = 1_767_225_600_000
const { processor } = recording('one')
const empty = { applied: 0, unchanged: 0, parked: 0, retried: 0, finishedBefore: 0 }

/** A batch of one change, written then, that one processor wants; the other one wants none. */
const batchOf = (writtenAt?: number): { readonly batch: Batch; readonly delivery: Delivery } => {
  const record = recordOf({ seq: 1 })
  const dynamodb = { ...record.dynamodb, ApproximateCreationDateTime: writtenAt as number }
  const only = new BatchRecord(0, viewOf({ ...record, dynamodb }), undefined)
  const delivery = new Delivery(processor, only, 'MODIFY', undefined, undefined)
  only.deliveryCount = 1
  return { batch: { records: [only], deliveries: [delivery], items: [[delivery]] }, delivery }
}

/** The figures when the handler ended so, at that time. */
const figuresAt = (
  writtenAt: number | undefined,
  endedAtMs: number | undefined,
  end: 'applied' | 'parked',
) => {
  const { batch, delivery } = batchOf(writtenAt)
  delivery.start()
  if (end === 'applied') delivery.apply(end)
  else delivery.park(1)
  const ends = new Map(endedAtMs === undefined ? [] : [[delivery, endedAtMs] as const])
  const measures = { earlier: new Set<Delivery>(), endedAtMs: ends, callMs: new Map([['one', [7]]]) }
  return batchFigures(batch, ['one', 'two'], measures)
}

describe('the figures of a batch', () => {
  it.each<[string, number | undefined, number | undefined, readonly number[]]>([
    ['as long as it took', writtenAtMs, writtenAtMs + 250, [250]],
    ['nothing where it ended at once', writtenAtMs, writtenAtMs, [0]],
    ['nothing where the clocks differ so that it ended before', writtenAtMs, writtenAtMs - 250, [0]],
    ['not there where nobody knows when it was written', undefined, writtenAtMs, []],
    ['not there where no handler was called', writtenAtMs, undefined, []],
  ])('have of an applied change the time from its write: %s', (_, writtenAt, endedAtMs, expected) => {
    expect(figuresAt(writtenAt, endedAtMs, 'applied')).toEqual([
      {
        ...{ processor: 'one', received: 1, filtered: 0, ...empty, applied: 1 },
        ...{ writeToEffectMs: expected, callMs: [7] },
      },
      { processor: 'two', received: 1, filtered: 1, ...empty, writeToEffectMs: [], callMs: [] },
    ])
  })

  it('count each change as what became of it, and a malformed one for whoever sets it aside alone', () => {
    const view = viewOf(recordOf({ seq: 1 }))
    const records = [0, 1, 2, 3, 4].map(at => {
      const record = new BatchRecord(at, view, at === 4 ? new Error('odd') : undefined)
      return Object.assign(record, { firstDelivery: at, deliveryCount: 1 })
    })
    const routing = { ...processor, name: '(routing)' }
    const deliveries = records.map(
      (record, at) => new Delivery(at === 4 ? routing : processor, record, 'MODIFY', undefined, undefined),
    )
    const [finished, unchanged, applied, , malformed] = deliveries
    for (const delivery of [finished, unchanged, applied, malformed]) delivery?.start()
    finished?.apply('applied')
    unchanged?.apply('unchanged')
    applied?.apply('applied')
    malformed?.park(1)
    const measures = {
      earlier: new Set(deliveries.slice(0, 1)),
      endedAtMs: new Map(deliveries.map((delivery, at) => [delivery, writtenAtMs + at])),
      callMs: new Map<string, number[]>(),
    }
    const batch = { records, deliveries, items: [] }

    expect(batchFigures(batch, ['one'], measures)).toEqual([
      {
        ...{ processor: 'one', received: 4, filtered: 0, ...empty },
        ...{ applied: 1, unchanged: 1, retried: 1, finishedBefore: 1, writeToEffectMs: [1, 2], callMs: [] },
      },
      {
        ...{ processor: '(routing)', received: 1, filtered: 0, ...empty, parked: 1 },
        ...{ writeToEffectMs: [], callMs: [] },
      },
    ])
  })

  it('have no time of what had no effect', () => {
    expect(figuresAt(writtenAtMs, writtenAtMs + 250, 'parked')).toMatchObject([
      { parked: 1, writeToEffectMs: [], callMs: [7] },
      { filtered: 1 },
    ])
  })
})
