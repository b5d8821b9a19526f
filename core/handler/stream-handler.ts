import type { BatchResponse } from '../dispatch/response.ts'
import type { Opens } from '../opens.ts'
import type { ArrivedEvent } from '../record/arrived-event.ts'
import type { StreamRecord } from '../record/stream-record.ts'
import type { Registry } from '../registry/registry.ts'
import { batchHandler } from './batch-handler.ts'
import type { LambdaContext, StreamHandlerOptions } from './stream-handler-options.ts'

/** A Lambda function on a DynamoDB stream, with ReportBatchItemFailures: a `DynamoDBStreamHandler` of `@types/aws-lambda`. */
export interface StreamHandler extends Opens {
  /** Handles one batch. */
  (event: ArrivedEvent, context: LambdaContext): Promise<BatchResponse>
}

/**
 * Makes the handler of a Lambda function out of a registry. The event source mapping needs
 * `FunctionResponseTypes: [ReportBatchItemFailures]`.
 *
 * @example
 * ```ts
 * export const handler = streamHandler(pipeline(process.env), {
 *   ledger: ledgerStore(process.env.LEDGER_URL),
 *   parking: parkingStore(process.env.PARK_URL),
 * })
 * ```
 * @throws PipelineError `delivery.option-invalid`; the handler itself rejects, so that Lambda retries the whole
 * batch, only with errors of disposition `stop`
 */
export const streamHandler = (registry: Registry, options: StreamHandlerOptions): StreamHandler => {
  const { handle, open } = batchHandler(registry, options)
  const streamFunction: StreamHandler = async (event, context) =>
    // Whatever its fields are typed elsewhere, each is checked where it is read.
    handle(event.Records as readonly StreamRecord[], context)
  return Object.assign(streamFunction, { open })
}
