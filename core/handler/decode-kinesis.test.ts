import { describe, expect, it } from 'vitest'
import { decodeKinesis } from './decode-kinesis.ts'

const streamArn = 'arn:aws:kinesis:eu-central-1:123456789012:stream/changes'
const number = `4960${'7'.padStart(52, '0')}`
const change = {
  eventSource: 'aws:dynamodb',
  eventID: 'event-1',
  eventName: 'INSERT',
  tableName: 'things',
  dynamodb: { Keys: { PK: { S: 'a' } }, SequenceNumber: 'none of these' },
}
const asData = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64')
const framed = (data: unknown, changes: object = {}, kinesis: object = {}): object => ({
  eventID: `shardId-000000000006:${number}`,
  eventSource: 'aws:kinesis',
  eventSourceARN: streamArn,
  kinesis: { partitionKey: 'p', sequenceNumber: number, data, ...kinesis },
  ...changes,
})

describe('a record of Kinesis', () => {
  it('is read as one of a table’s stream, by the number of Kinesis and the two streams’ names', () => {
    const eventSourceARN = 'arn:aws:dynamodb:eu-central-1:123456789012:table/things/kinesis/changes'

    expect(decodeKinesis(framed(asData(change)))).toEqual({
      record: { ...change, eventSourceARN, dynamodb: { Keys: { PK: { S: 'a' } }, SequenceNumber: number } },
    })
  })

  it.each<[string, unknown, string]>([
    ['a list', [], 'it holds a list in place of a record'],
    ['nothing', undefined, 'it holds missing in place of a record'],
    ['of another source', framed('', { eventSource: 'aws:sqs' }), 'a record has the eventSource "aws:sqs"'],
    ['of no source', framed('', { eventSource: undefined }), 'a record has the eventSource missing'],
    [
      'of no stream',
      framed('', { eventSourceARN: 'arn' }),
      'the eventSourceARN of a record names no Kinesis stream',
    ],
    ['with a list', framed('', { kinesis: [] }), 'the kinesis of a record is a list'],
    ['with nothing', framed('', { kinesis: undefined }), 'the kinesis of a record is missing'],
    ['with no number', framed('', {}, { sequenceNumber: 'x' }), 'a record has the sequenceNumber "x"'],
  ])('has no place in a stream where it is %s', (_, found, problem) => {
    expect(() => decodeKinesis(found)).toThrow(
      expect.objectContaining({ code: 'kinesis.no-records', detail: { problem } }) as Error,
    )
  })

  it.each<[string, unknown, string]>([
    ['no base64', 'e30', 'it is no base64'],
    ['no padding', 'e3', 'it is no base64'],
    ['base64 of URLs', 'e3-_', 'it is no base64'],
    ['nothing', '', 'it is no JSON'],
    ['a text', asData('x'), 'it is a text'],
    ['null', asData(null), 'it is null'],
    ['a number', 7, 'it is a number'],
    [
      'the mark of an aggregate alone',
      Buffer.from([0xf3, 0x89, 0x9a, 0xc2]).toString('base64'),
      'it is aggregated by the Kinesis Producer Library',
    ],
    ['the beginning of that mark', Buffer.from([0xf3, 0x89, 0x9a]).toString('base64'), 'it is no JSON'],
    ['the mark of gzip alone', Buffer.from([0x1f, 0x8b]).toString('base64'), 'it is compressed by gzip'],
    ['the beginning of that mark, too', Buffer.from([0x1f]).toString('base64'), 'it is no JSON'],
    ['another source', asData({ ...change, eventSource: 'aws:s3' }), 'its eventSource is "aws:s3"'],
    ['a short name of a table', asData({ ...change, tableName: 'ab' }), 'its tableName is "ab"'],
    [
      'a long name of a table',
      asData({ ...change, tableName: 'a'.repeat(256) }),
      `its tableName is "${'a'.repeat(40)}"`,
    ],
    ['a table that is a number', asData({ ...change, tableName: 777 }), 'its tableName is a number'],
    ['an empty eventID', asData({ ...change, eventID: '' }), 'its eventID is ""'],
    ['an eventID that is a number', asData({ ...change, eventID: 7 }), 'its eventID is a number'],
    ['no change', asData({ ...change, dynamodb: undefined }), 'its dynamodb is missing'],
  ])('with %s as data is kept whole, with what is wrong', (_, data, problem) => {
    const found = framed(data)

    expect(decodeKinesis(found)).toEqual({
      record: {
        ...found,
        eventSourceARN: 'arn:aws:dynamodb:eu-central-1:123456789012:table/-/kinesis/changes',
        dynamodb: { SequenceNumber: number },
      },
      problem: expect.objectContaining({
        code: 'kinesis.unreadable',
        detail: { sequenceNumber: number, problem },
      }) as Error,
    })
  })

  it.each(['abc', 'a'.repeat(255), 'A_b.c-1'])('may be of a table named %s', tableName => {
    expect(decodeKinesis(framed(asData({ ...change, tableName }))).problem).toBeUndefined()
  })
})
