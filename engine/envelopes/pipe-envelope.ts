import { isPlain } from '../plain.ts'
import type { FunctionEnvelope } from '../ports/envelope.ts'
import type { InvocationEvent } from '../ports/function-target.ts'

/** A pipe knows no numbers: one in the place of an `eventID` names no record of the batch, and so fails all of it. */
const numberOf = ({ Records }: InvocationEvent, identifier: unknown): unknown =>
  Records.find(({ eventID }) => eventID !== undefined && eventID === identifier)?.dynamodb?.SequenceNumber ??
  `${String(identifier)}, which is no eventID,`

const withNumbers = (entry: unknown, event: InvocationEvent): unknown =>
  isPlain(entry) ? { ...entry, itemIdentifier: numberOf(event, entry['itemIdentifier']) } : entry

/**
 * Gives a function the bare records of a table's stream as a pipe of EventBridge does, and hears of those that are
 * unfinished by their `eventID`.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-batching-concurrency.html
 */
export const pipeEnvelope: FunctionEnvelope = {
  sent: record => record,
  filtered: record => record,
  event: ({ Records }) => Records,
  answer: (value, event) => {
    const failures = isPlain(value) ? value['batchItemFailures'] : undefined
    if (!isPlain(value) || !Array.isArray(failures)) return value
    return { ...value, batchItemFailures: failures.map(entry => withNumbers(entry, event)) }
  },
  discarded: document => document,
}
