import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { changeId, changeNumber } from './change-id.ts'
import { kinesisSourceArn } from './kinesis-source.ts'

const streamArn = 'arn:aws:dynamodb:eu-central-1:123456789012:table/things/stream/2026-01-01T00:00:00.000'
const byKinesis = kinesisSourceArn({
  streamArn: 'arn:aws:kinesis:eu-central-1:123456789012:stream/changes',
  table: 'things',
})
const changeOf = (arn: string, eventID: unknown, key = 'a', sequenceNumber = '7') => ({
  streamArn: arn,
  key,
  sequenceNumber,
  record: { eventID: eventID as string },
})

describe('the number of a change', () => {
  it.each<[string, string, unknown, string]>([
    ['its number in the table’s own stream', streamArn, 'event-1', '7'],
    ['its number where it names no stream', '', 'event-1', '7'],
    ['its eventID by Kinesis', byKinesis, 'event-1', 'event-1'],
    ['its number by Kinesis where it has no eventID', byKinesis, undefined, '7'],
    ['its number by Kinesis where its eventID is no text', byKinesis, 5, '7'],
    ['its eventID of 64 characters', byKinesis, 'e'.repeat(64), 'e'.repeat(64)],
    // SHA-256 of 65 times `e`, and of `a b`.
    ['a digest of a longer eventID', byKinesis, 'e'.repeat(65), '4b0e2b2fdafc493130f0127810aa9247'],
    ['a digest of an eventID with other characters', byKinesis, 'a b', 'c8687a08aa5d6ed2044328fa6a697ab8'],
  ])('is %s', (_, arn, eventID, number) => {
    expect(changeNumber(changeOf(arn, eventID))).toBe(number)
  })
})

describe('the id of a change', () => {
  const part = fc.string({
    unit: fc.constantFrom('a', '\0', '|', '\ud800', '\udc00', '\ufffd', '"'),
    maxLength: 4,
  })

  it('is another for another stream, key or number, whatever they hold, and the same for the same', () => {
    const change = fc.tuple(part, part, fc.constantFrom('7', '8'))
    fc.assert(
      fc.property(change, change, (a, b) => {
        const idOf = ([arn, key, number]: readonly [string, string, string]): string =>
          changeId(changeOf(arn, undefined, key, number))
        // An ARN has no NUL in it.
        fc.pre(!a[0].includes('\0') && !b[0].includes('\0'))

        expect(idOf(a) === idOf(b)).toBe(JSON.stringify(a) === JSON.stringify(b))
      }),
      { numRuns: 1_000 },
    )
  })

  it('stays what entries and messages hold: the number, and the start of the digest of stream and key', () => {
    // SHA-256 of `s`, NUL and `k`.
    expect(changeId(changeOf('s', undefined, 'k'))).toBe('7-85e238288c85c328')
  })
})
