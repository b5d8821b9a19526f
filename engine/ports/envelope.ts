import type { StreamRecord } from '../../core/record/stream-record.ts'
import type { FailureDocument } from './failure-destination.ts'
import type { InvocationEvent } from './function-target.ts'

/**
 * What stands between a mapping, whose records are those of a table's stream, and a function that is given them in
 * another form: by a Kinesis stream, or by a pipe of EventBridge.
 */
export interface FunctionEnvelope {
  /** A record as the function is given it: it is what counts towards the size of an event. */
  readonly sent: (record: StreamRecord) => unknown
  /** A record as the patterns of filters see it. */
  readonly filtered: (record: StreamRecord) => unknown
  /** The event of a batch. */
  readonly event: (event: InvocationEvent) => unknown
  /** An answer to this event, the identifiers in it turned into numbers of the mapping's records. */
  readonly answer: (value: unknown, event: InvocationEvent) => unknown
  /** What is written of a batch that was given up. */
  readonly discarded: (document: FailureDocument) => object
}
