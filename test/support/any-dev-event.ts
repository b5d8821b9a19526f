import fc from 'fast-check'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import type { DevEvent } from '../../operations/dev/dev-event.ts'
import { image } from './arbitraries.ts'
import { streamArn } from './records.ts'

/** Whatever somebody may have put into a key, a name or a message: also halves of characters, and what moves a cursor. */
const hostileText = fc.oneof(
  fc.constantFrom(
    '',
    '\u001b[2J',
    '</script><img src=x>',
    '\u2028\r\n',
    '\ud800',
    '{"tailrace":"end"}',
    '\u009b',
  ),
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({ maxLength: 12 }),
)

const place = { mapping: 'things', shardId: 'shard-1' }
const batchPlace = { ...place, lane: 0, batchId: '1', part: '' }
const atMs = fc.integer({ min: 0, max: 4_000_000_000_000 })

/** A record with any images, and any text as its key. */
const anyRecord: fc.Arbitrary<StreamRecord> = fc
  .record({ key: hostileText, seq: fc.nat(), before: fc.option(image), after: fc.option(image) })
  .map(({ key, seq, before, after }) => ({
    ...{ eventID: `e${seq}`, eventName: 'MODIFY', eventSourceARN: streamArn },
    dynamodb: {
      Keys: { PK: { S: key } },
      SequenceNumber: String(seq).padStart(21, '0'),
      ...(before && { OldImage: before }),
      ...(after && { NewImage: after }),
    },
  }))

const withRecord = fc
  .record({ atMs, record: anyRecord, records: fc.array(anyRecord, { maxLength: 3 }), text: hostileText })
  .chain(({ atMs: at, record, records, text }) =>
    fc.constantFrom<DevEvent>(
      { ...place, event: 'RecordSeen', atMs: at, record },
      { ...place, event: 'FilterDecided', atMs: at, record, admitted: false },
      { ...place, event: 'Discarded', atMs: at, records, condition: text },
      {
        ...{ ...batchPlace, event: 'InvokeEnded', atMs: at, requestId: text, size: records.length },
        ...{ result: 'failure', message: text, iteratorAgeMs: undefined },
        answered: records.map(each => ({ record: each, became: 'retried' as const })),
      },
    ),
  )

const withoutRecord = fc
  .record({ atMs, key: hostileText, text: hostileText, seq: fc.nat() })
  .chain(({ atMs: at, key, text, seq }) => {
    const sequenceNumber = String(seq).padStart(21, '0')
    const change = { key, streamArn, sequenceNumber, eventName: 'MODIFY' } as const
    return fc.constantFrom<DevEvent>(
      { event: 'Answered', functionName: 'f', atMs: at, became: 'given-up', ...change },
      { event: 'Paused' },
      { ...place, event: 'SourceFailed', atMs: at, problem: 'throttled', message: text },
      { event: 'ReloadFailed', functionName: text, message: text },
      { ...batchPlace, event: 'Bisected', atMs: at, sizes: [1, 2] },
      {
        ...{ event: 'EffectWritten', mapping: 'things', functionName: 'f', atMs: at },
        report: {
          ...{ ...change, eventId: undefined },
          outcomes: [
            {
              processor: text,
              outcome: 'parked',
              ran: true,
              attempt: 3,
              error: { code: 'E', message: text },
            },
          ],
        },
      },
    )
  })

/** Any event of a run that a recording has to carry. */
export const anyDevEvent: fc.Arbitrary<DevEvent> = fc.oneof(withRecord, withoutRecord)
