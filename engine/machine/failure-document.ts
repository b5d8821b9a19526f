import { creationTimeMs } from '../../core/record/creation-time.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import type { FailureDocument } from '../ports/failure-destination.ts'
import type { Discard } from './shard-lane.ts'

/** What of a failure document the discarded batch does not say itself. */
export interface FailurePlace {
  readonly requestId: string
  readonly functionArn: string
  readonly shardId: string
  readonly streamArn: string
  readonly nowMs: number
  /** Some destinations get the records, the others only their place. */
  readonly withPayload: boolean
}

const arrival = (record: StreamRecord | undefined): string =>
  `${new Date(creationTimeMs(record?.dynamodb?.ApproximateCreationDateTime) ?? 0).toISOString().slice(0, 19)}Z`

const sequenceNumber = (record: StreamRecord | undefined): string => record?.dynamodb?.SequenceNumber ?? ''

const spanOf = ({ span, records }: Discard): Pick<NonNullable<Discard['span']>, 'first' | 'last' | 'count'> =>
  span ?? { first: records[0], last: records.at(-1), count: records.length }

/** The document that AWS writes about a discarded batch, field by field as recorded. */
export const failureDocument = (discard: Discard, place: FailurePlace): FailureDocument => {
  const { records, window } = discard
  const { first, last, count } = spanOf(discard)
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
      startSequenceNumber: sequenceNumber(first),
      endSequenceNumber: sequenceNumber(last),
      approximateArrivalOfFirstRecord: arrival(first),
      approximateArrivalOfLastRecord: arrival(last),
      batchSize: count,
      streamArn: place.streamArn,
    },
    ...(place.withPayload && { payload: JSON.stringify({ Records: records, ...window }) }),
  }
}
