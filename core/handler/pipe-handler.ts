import type { BatchResponse } from '../dispatch/response.ts'
import { deliveryFaults } from '../errors/delivery-faults.ts'
import { raise } from '../errors/pipeline-error.ts'
import { recordFaults } from '../errors/record-faults.ts'
import type { ArrivedEvent } from '../record/arrived-event.ts'
import type { Registry } from '../registry/registry.ts'
import type { Opens } from '../opens.ts'
import type { StreamRecord } from '../record/stream-record.ts'
import { batchHandler } from './batch-handler.ts'
import type { LambdaContext, StreamHandlerOptions } from './stream-handler-options.ts'

/** A Lambda function as the target of a pipe whose source is the stream of a table: it is given the bare records. */
export interface PipeHandler extends Opens {
  /** Handles one batch. */
  (records: ArrivedEvent['Records'], context: LambdaContext): Promise<BatchResponse>
}

/** A pipe knows records by their `eventID`, where Lambda's own mapping knows them by their number. */
const eventIds = (records: ArrivedEvent['Records'], sequenceNumber: string): readonly string[] => {
  const named = records.filter(record => record.dynamodb?.SequenceNumber === sequenceNumber)
  return named.map(({ eventID }) => {
    const id: unknown = eventID
    if (typeof id === 'string' && id !== '') return id
    throw raise(recordFaults, 'record.event-id-missing', { sequenceNumber })
  })
}

/**
 * Makes the handler of a Lambda function that a pipe of EventBridge invokes, request and response, with the records of
 * a DynamoDB stream. It does what `streamHandler` does, and reports what is unfinished by `eventID`. The pipe must
 * not transform the records.
 *
 * @example
 * ```ts
 * export const handler = pipeHandler(pipeline(process.env), handlerOptions(process.env))
 * ```
 * @throws PipelineError `delivery.option-invalid`; the handler itself rejects, so that the pipe retries the whole
 * batch, with errors of disposition `stop`
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-batching-concurrency.html
 */
export const pipeHandler = (registry: Registry, options: StreamHandlerOptions): PipeHandler => {
  const { handle, open } = batchHandler(registry, options)
  const pipeFunction: PipeHandler = async (records, context) => {
    if (!Array.isArray(records))
      throw raise(deliveryFaults, 'delivery.no-pipe-records', { found: typeof records })
    const { batchItemFailures } = await handle(records as readonly StreamRecord[], context)
    const unfinished = batchItemFailures.flatMap(({ itemIdentifier }) => eventIds(records, itemIdentifier))
    return { batchItemFailures: [...new Set(unfinished)].map(itemIdentifier => ({ itemIdentifier })) }
  }
  return Object.assign(pipeFunction, { open })
}
