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
  /** The whole event as JSON text; only S3 destinations have it. */
  readonly payload?: string
}

/** Where discarded batches are told of. */
export interface FailureDestination {
  readonly kind: 'sqs' | 'sns' | 's3' | 'kafka'
  readonly write: (document: FailureDocument, mappingId: string) => Promise<void>
}
