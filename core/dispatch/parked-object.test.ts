import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { recordOf, seqOf, streamArn } from '../../test/support/records.ts'
import { deliveryFaults } from '../errors/delivery-faults.ts'
import { raise } from '../errors/pipeline-error.ts'
import { sinkFaults } from '../errors/sink-faults.ts'
import { everything } from '../filter/words.ts'
import type { ParkedObject } from '../parking/park.ts'
import { processor } from '../processor/define-processor.ts'
import { viewOf } from '../record/view-of.ts'
import { BatchRecord } from './batch-record.ts'
import { Delivery } from './delivery.ts'
import { parkedObject } from './parked-object.ts'

const mail = processor({ name: 'mail', filter: everything(), handle: async () => Promise.resolve() })

/** A change as it is set aside for this error, with these fields of its record. */
const parked = (error: Error, changes: object = {}): ParkedObject => {
  const record = recordOf({ seq: 7, key: 'b' })
  const view = viewOf({ ...record, dynamodb: { ...record.dynamodb, ...changes } })
  const delivery = new Delivery(mail, new BatchRecord(0, view, undefined), 'MODIFY', undefined, undefined)
  return parkedObject(delivery, 3, error, { functionName: 'shop', stage: 'live' })
}

describe('a change that is set aside', () => {
  it('says what it is, whose it was, and what it is parked for', () => {
    expect(parked(new TypeError('odd', { cause: new Error('deep') }))).toEqual({
      schemaVersion: 1,
      processor: 'mail',
      functionName: 'shop',
      stage: 'live',
      streamArn,
      key: 'b',
      sequenceNumber: seqOf(7),
      reason: {
        code: 'TypeError',
        message: 'odd',
        remedy: 'Mend the handler or the item, then redrive.',
        stack: expect.stringContaining('parked-object.test.ts') as string,
        causes: [expect.objectContaining({ message: 'deep' })],
      },
      attempts: 3,
      firstSeenAt: '2026-01-01T00:00:00.000Z',
      record: recordOf({ seq: 7, key: 'b' }),
    })
  })

  it('says the code and the remedy of a fault that was declared', () => {
    const { reason } = parked(raise(sinkFaults, 'sink.rejected', { sink: 's', id: '1', reason: 'no' }))

    expect(reason).toMatchObject({
      code: 'sink.rejected',
      remedy: expect.not.stringContaining('Mend the handler') as string,
    })
  })

  it.each([[undefined], ['soon'], [-1], [Number.NaN]])(
    'leaves out when it was written where that is %o',
    time => {
      expect(parked(new Error('no'), { ApproximateCreationDateTime: time })).not.toHaveProperty('firstSeenAt')
    },
  )

  it('says a time that can be read or none, whatever the record has in its place', () => {
    const digits = fc.bigInt({ min: 0n, max: 10n ** 22n })
    const time = fc.oneof(
      fc.anything({ maxDepth: 1 }),
      digits,
      digits.map(String),
      digits.map(Number),
      fc.date(),
      fc.date().map(String),
      fc.date({ noInvalidDate: true }).map(date => date.toISOString()),
    )
    fc.assert(
      fc.property(time, ApproximateCreationDateTime => {
        const { firstSeenAt } = parked(new Error('no'), { ApproximateCreationDateTime })

        expect(firstSeenAt === undefined || new Date(firstSeenAt).toISOString() === firstSeenAt).toBe(true)
      }),
    )
  })

  it.each<[number | undefined, object]>([
    [1_767_225_600_000, { claimedAt: '2026-01-01T00:00:00.000Z', why: 'a timeout' }],
    [0, { claimedAt: '1970-01-01T00:00:00.000Z', why: 'a timeout' }],
    [undefined, { why: 'a timeout' }],
  ])('says by itself that it is in doubt, claimed at %o', (claimedAtMs, inDoubt) => {
    const doubt = raise(deliveryFaults, 'delivery.in-doubt', {
      processor: 'mail',
      claimedAtMs,
      why: 'a timeout',
    })

    expect(parked(doubt).inDoubt).toEqual(inDoubt)
    expect(parked(new Error('no', { cause: doubt }))).not.toHaveProperty('inDoubt')
  })
})
