import type { StreamRecord } from '../../core/record/stream-record.ts'
import type { FailureDocument } from '../ports/failure-destination.ts'
import type { Discard } from './lane.ts'

/** What of a failure document the discarded batch does not say itself. */
export interface FailurePlace {
  readonly requestId: string
  readonly functionArn: string
  readonly shardId: string
  readonly streamArn: string
  readonly nowMs: number
  /** S3 destinations get the records, the others only their place. */
  readonly withPayload: boolean
}

const arrival = (record: StreamRecord | undefined): string =>
  `${new Date((record?.dynamodb?.ApproximateCreationDateTime ?? 0) * 1000).toISOString().slice(0, 19)}Z`

const sequenceNumber = (record: StreamRecord | undefined): string => record?.dynamodb?.SequenceNumber ?? ''

/** The document that AWS writes about a discarded batch, field by field as recorded. */
export const failureDocument = (discard: Discard, place: FailurePlace): FailureDocument => {
  const { records } = discard
  return {
    requestContext: {
      requestId: place.requestId,
      functionArn: place.functionArn,
      condition: discard.condition,
      approximateInvokeCount: discard.invokeCount,
    },
    ...(discard.functionError !== undefined && {
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: discard.functionError },
    }),
    version: '1.0',
    timestamp: new Date(place.nowMs).toISOString(),
    DDBStreamBatchInfo: {
      shardId: place.shardId,
      startSequenceNumber: sequenceNumber(records[0]),
      endSequenceNumber: sequenceNumber(records.at(-1)),
      approximateArrivalOfFirstRecord: arrival(records[0]),
      approximateArrivalOfLastRecord: arrival(records.at(-1)),
      batchSize: records.length,
      streamArn: place.streamArn,
    },
    ...(place.withPayload && { payload: JSON.stringify({ Records: records }) }),
  }
}
