import type { FailureDocument } from '../../engine/ports/failure-destination.ts'

/** A document about two discarded records, as the engine makes it. */
export const failureDocumentOf = (
  requestId: string,
  more: Partial<FailureDocument> = {},
): FailureDocument => ({
  requestContext: {
    requestId,
    functionArn: 'arn:aws:lambda:eu-central-1:123456789012:function:local',
    condition: 'RecordAgeExceeded',
    approximateInvokeCount: 1,
  },
  version: '1.0',
  timestamp: '2026-03-04T05:06:07.890Z',
  DDBStreamBatchInfo: {
    shardId: 'shardId-1',
    startSequenceNumber: '1',
    endSequenceNumber: '2',
    approximateArrivalOfFirstRecord: '2026-03-04T05:06:07Z',
    approximateArrivalOfLastRecord: '2026-03-04T05:06:07Z',
    batchSize: 2,
    streamArn: 'stream',
  },
  ...more,
})
