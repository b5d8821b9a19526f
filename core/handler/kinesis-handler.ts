import type { BatchResponse } from '../dispatch/response.ts'
import { raise } from '../errors/pipeline-error.ts'
import type { Processor } from '../processor/processor.ts'
import { kindOfValue } from '../record/kind-of-value.ts'
import { compareSequenceNumbers } from '../record/sequence-number.ts'
import type { StreamRecord } from '../record/stream-record.ts'
import type { Registry } from '../registry/registry.ts'
import { batchHandler } from './batch-handler.ts'
import { decodeKinesis } from './decode-kinesis.ts'
import type { KinesisHandler } from './kinesis-event.ts'
import type { StreamHandlerOptions } from './stream-handler-options.ts'
import { kinesisFaults } from './faults.ts'

/** Why a processor cannot do without the order and the one number of a table's own stream, and what it can do instead. */
const needsOrder = (
  { strict, sink, anyOrder, refreshes }: Processor,
  { items }: StreamHandlerOptions,
): { readonly problem: string; readonly fix: string } | undefined => {
  if (strict === true)
    return {
      problem: 'it is strict, and a change that comes twice has two numbers there',
      fix: 'Leave strict out, or read the table’s own stream.',
    }
  if (sink === 'events' || anyOrder === true) return undefined
  if (refreshes !== true)
    return {
      problem: 'it keeps a state, which an older change would bring back',
      fix: 'Say anyOrder: true where it ends at the same in whatever order.',
    }
  if (items !== undefined) return undefined
  return {
    problem: 'its index goes by the numbers of a table’s stream',
    fix: 'Set version: attributeVersion(...) and leave id out, or give the handler items to refresh from.',
  }
}

/** @throws PipelineError `kinesis.unordered` */
const refuseOrdered = ({ processors }: Registry, options: StreamHandlerOptions): void => {
  for (const processor of processors) {
    const needs = needsOrder(processor, options)
    if (needs !== undefined)
      throw raise(kinesisFaults, 'kinesis.unordered', { processor: processor.name, ...needs })
  }
}

const inOrder = (responses: readonly BatchResponse[]): BatchResponse => {
  const numbers = responses.flatMap(({ batchItemFailures }) =>
    batchItemFailures.map(({ itemIdentifier }) => itemIdentifier),
  )
  return {
    batchItemFailures: numbers.toSorted(compareSequenceNumbers).map(itemIdentifier => ({ itemIdentifier })),
  }
}

/**
 * Makes the handler of a Lambda function on the Kinesis stream that a table writes its changes to. It does what
 * `streamHandler` does with records that carry no number of the table, may come out of order, and more than once: an
 * index goes by versions that its items carry, or is refreshed; entries and messages are known by the record's
 * `eventID`. The batch response names Kinesis's numbers. What is no change of a table is parked by name. The event source
 * mapping needs `FunctionResponseTypes: [ReportBatchItemFailures]`.
 *
 * @example
 * ```ts
 * export const handler = kinesisHandler(pipeline(process.env), handlerOptions(process.env))
 * ```
 * @throws PipelineError `delivery.option-invalid`, `kinesis.unordered`; the handler itself rejects, so that
 * Lambda retries the whole batch, with errors of disposition `stop`
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/kds.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html
 */
export const kinesisHandler = (registry: Registry, options: StreamHandlerOptions): KinesisHandler => {
  const { handle, open } = batchHandler(registry, options)
  refuseOrdered(registry, options)
  const kinesisFunction: KinesisHandler = async (event, context) => {
    const arrived: unknown = event.Records
    if (!Array.isArray(arrived))
      throw raise(kinesisFaults, 'kinesis.no-records', {
        problem: `its Records are ${kindOfValue(arrived)}`,
      })
    const decoded = arrived.map(decodeKinesis)
    const problems = new Map<StreamRecord, Error>()
    for (const { record, problem } of decoded) if (problem !== undefined) problems.set(record, problem)
    // Items of two tables may have one key, and are not one item.
    const byTable = Map.groupBy(
      decoded.map(({ record }) => record),
      ({ eventSourceARN }) => eventSourceARN,
    )
    const results = await Promise.allSettled(
      [...byTable.values()].map(async records => handle(records, context, problems)),
    )
    const responses = results.map(result => {
      if (result.status === 'rejected') throw result.reason
      return result.value
    })
    return inOrder(responses)
  }
  return Object.assign(kinesisFunction, { open })
}
