import { describe, expect, it } from 'vitest'
import { recordsTo } from '../../test/support/local-mapping.ts'
import { seqOf, streamArn } from '../../test/support/records.ts'
import { laneNowMs } from '../../test/support/shard-lanes.ts'
import { failureDocument } from './failure-document.ts'
import type { Discard } from './shard-lane.ts'
import { newWindow } from './tumbling-window.ts'

const place = {
  requestId: 'request-1',
  functionArn: 'arn:aws:lambda:eu-central-1:123456789012:function:local',
  shardId: 'shard-1',
  streamArn,
  nowMs: laneNowMs + 1_234,
  withPayload: false,
}
const discard: Discard = {
  records: recordsTo(3),
  condition: 'RetryAttemptsExhausted',
  invokeCount: 4,
  functionError: null,
}

describe('the document about a discarded batch', () => {
  it('has every field that AWS writes', () => {
    expect(failureDocument(discard, place)).toEqual({
      requestContext: {
        requestId: 'request-1',
        functionArn: place.functionArn,
        condition: 'RetryAttemptsExhausted',
        approximateInvokeCount: 4,
      },
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: null },
      version: '1.0',
      timestamp: '2026-01-01T00:00:01.234Z',
      DDBStreamBatchInfo: {
        shardId: 'shard-1',
        startSequenceNumber: seqOf(1),
        endSequenceNumber: seqOf(3),
        approximateArrivalOfFirstRecord: '2026-01-01T00:00:00Z',
        approximateArrivalOfLastRecord: '2026-01-01T00:00:00Z',
        batchSize: 3,
        streamArn,
      },
    })
  })

  it('has no answer of the function where age was the end', () => {
    const { functionError: _, ...aged } = discard

    expect(failureDocument({ ...aged, condition: 'RecordAgeExceeded' }, place)).not.toHaveProperty(
      'responseContext',
    )
  })

  it('holds the records where the destination takes them', () => {
    const { payload } = failureDocument(discard, { ...place, withPayload: true })

    expect(JSON.parse(payload ?? '')).toEqual({ Records: recordsTo(3) })
  })

  it('names the window of a last invocation, which has no records', () => {
    const [first, last] = recordsTo(2)
    const span = { ...newWindow(0), first, last, count: 2 }

    expect(failureDocument({ ...discard, records: [], span }, place).DDBStreamBatchInfo).toMatchObject({
      startSequenceNumber: seqOf(1),
      endSequenceNumber: seqOf(2),
      batchSize: 2,
    })
    expect(failureDocument({ ...discard, records: [] }, place).DDBStreamBatchInfo).toMatchObject({
      startSequenceNumber: '',
      approximateArrivalOfFirstRecord: '1970-01-01T00:00:00Z',
      batchSize: 0,
    })
  })
})
