import { wordsOf } from '../errors/describe-error.ts'
import { isPipelineError } from '../errors/pipeline-error.ts'
import type { Kind } from '../record/stream-record.ts'
import type { VersionNote } from '../version/version-note.ts'
import type { Batch } from './batch.ts'
import { deliveriesOf } from './batch.ts'
import type { Delivery } from './delivery.ts'

/** How a (processor, record) ended in this invocation. */
export type DeliveryOutcome = 'applied' | 'unchanged' | 'parked' | 'retry'

/** What one processor did with one record. */
export interface ProcessorReport {
  /** Name of the processor. */
  readonly processor: string
  /** What became of the record there. */
  readonly outcome: DeliveryOutcome
  /** The handler was called for it in this invocation. */
  readonly ran: boolean
  /** Number of this try, or of the last one if there was none. */
  readonly attempt: number
  /** What was noticed about versions, on the last of an item's changes that were handled together. */
  readonly note?: VersionNote
  /** Why it is not applied, where a failure is the reason. */
  readonly error?: {
    readonly code: string
    readonly message: string
    /** What to do about it, where its fault says so. */
    readonly remedy?: string
  }
}

/** What became of one record; without outcomes it was filtered. */
export interface RecordReport {
  /** The record's `eventID`, where it has one. */
  readonly eventId: string | undefined
  /** What happened to the item in the table. */
  readonly eventName: Kind
  /** Canonical key of the item. */
  readonly key: string
  /** The record's place in its shard, as a batch response names it. */
  readonly sequenceNumber: string
  /** The stream that the record is of. */
  readonly streamArn: string
  /** One for each processor that wanted it. */
  readonly outcomes: readonly ProcessorReport[]
}

/** What became of every record of a batch, in the order of the event. */
export interface DispatchReport {
  /** The function that was invoked with the batch. */
  readonly functionName: string
  /** One for each record. */
  readonly records: readonly RecordReport[]
}

const outcomeOf = ({ state }: Delivery): DeliveryOutcome =>
  state === 'applied' || state === 'unchanged' || state === 'parked' ? state : 'retry'

const errorOf = (error: Error): NonNullable<ProcessorReport['error']> => {
  const { name, code = name, message } = wordsOf(error)
  return { code, message, ...(isPipelineError(error) && { remedy: error.remedy }) }
}

const processorReport = (delivery: Delivery): ProcessorReport => ({
  processor: delivery.processor.name,
  outcome: outcomeOf(delivery),
  ran: delivery.ran,
  attempt: delivery.attempts,
  ...(delivery.note && { note: delivery.note }),
  ...(delivery.error && { error: errorOf(delivery.error) }),
})

/** The report of a finished batch, one entry for each record of the event. */
export const reportOf = (functionName: string, batch: Batch): DispatchReport => ({
  functionName,
  records: batch.records.flatMap(record => {
    const { view, copies } = record
    const report: RecordReport = {
      eventId: view.record.eventID,
      eventName: view.kind,
      key: view.key,
      sequenceNumber: view.sequenceNumber,
      streamArn: view.streamArn,
      outcomes: deliveriesOf(batch, record).map(processorReport),
    }
    return Array.from({ length: copies }, () => report)
  }),
})
