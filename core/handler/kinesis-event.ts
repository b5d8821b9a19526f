import type { Opens } from '../opens.ts'
import type { BatchResponse } from '../dispatch/response.ts'
import type { LambdaContext } from './stream-handler-options.ts'

/**
 * The event of a Lambda function on a Kinesis stream as it is typed elsewhere, in `@types/aws-lambda` too; each field is
 * checked where it is read.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html
 */
export interface KinesisEvent {
  /** The records of one shard, in the order of their arrival. */
  readonly Records: readonly {
    readonly eventSource?: string | undefined
    readonly eventSourceARN?: string | undefined
    readonly kinesis?:
      { readonly data?: string | undefined; readonly sequenceNumber?: string | undefined } | undefined
  }[]
}

/** A Lambda function on the Kinesis stream that a table writes to, with ReportBatchItemFailures. */
export interface KinesisHandler extends Opens {
  /** Handles one batch. */
  (event: KinesisEvent, context: LambdaContext): Promise<BatchResponse>
}
