/**
 * What Lambda writes about a discarded batch.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
 */
export interface FailureDocument {
  readonly requestContext: {
    readonly requestId: string
    readonly functionArn: string
    readonly condition: 'RetryAttemptsExhausted' | 'RecordAgeExceeded'
    readonly approximateInvokeCount: number
  }
  /** Left out where age and not a failure was the end of it. */
  readonly responseContext?: {
    readonly statusCode: 200
    readonly executedVersion: '$LATEST'
    readonly functionError: 'Unhandled' | null
  }
  readonly version: '1.0'
  readonly timestamp: string
  readonly DDBStreamBatchInfo: {
    readonly shardId: string
    readonly startSequenceNumber: string
    readonly endSequenceNumber: string
    readonly approximateArrivalOfFirstRecord: string
    readonly approximateArrivalOfLastRecord: string
    readonly batchSize: number
    readonly streamArn: string
  }
  /** The whole event as JSON text; the engine fills it in for the kinds of destination that get the records. */
  readonly payload?: string
}

/**
 * Where discarded batches are told of. What is written is the document as JSON text and nothing else: the body of an
 * SQS message, the `Message` of an SNS notification, the object in S3, the value of a Kafka record. `write` rejects
 * when the destination did not take it; the engine counts that and tries again.
 */
export interface FailureDestination {
  /** `s3` and `kafka` are given the records as well, `sqs` and `sns` only their place. */
  readonly kind: 'sqs' | 'sns' | 's3' | 'kafka'
  /** Takes one document, or rejects. */
  readonly write: (document: FailureDocument, mappingId: string) => Promise<void>
}

/** The key that Lambda gives an object in an S3 destination: `aws/lambda/MAPPING/SHARD/YYYY/MM/DD/TIME-ID`. */
export const failureObjectKey = (
  mappingId: string,
  { timestamp, requestContext, DDBStreamBatchInfo }: FailureDocument,
): string => {
  const day = timestamp.slice(0, 10).replaceAll('-', '/')
  const time = timestamp.slice(0, 19).replaceAll(':', '.')
  return `aws/lambda/${mappingId}/${DDBStreamBatchInfo.shardId}/${day}/${time}-${requestContext.requestId}`
}
