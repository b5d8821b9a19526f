import { raise } from '../../core/errors/raise.ts'
import { reasonOf } from '../../core/errors/thrown.ts'
import { recordName } from '../../core/ledger/facts.ts'
import { recordId } from '../../core/ledger/ledger.ts'
import type { ParkedObject } from '../../core/parking/park.ts'
import type { RecordView } from '../../core/record/record-view.ts'
import { compareSequenceNumbers } from '../../core/record/sequence-number.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import { viewOf } from '../../core/record/view-of.ts'
import { readEvents } from '../replay/read-events.ts'

/** A record of a failed object. */
export interface FailedRecord {
  /** Its name in the ledger. */
  readonly name: string
  readonly view: RecordView
}

/** A parked change or a discarded batch, read. */
export interface FailedObject {
  /** The function as Lambda names it, which is how its ledger does. */
  readonly functionName: string
  /** Only a parked change says. */
  readonly stage: string | undefined
  /** Whom a parked change waits for; `undefined` for a discarded batch, which all processors had. */
  readonly processor: string | undefined
  readonly streamArn: string
  /** At least one, oldest first. */
  readonly records: readonly [FailedRecord, ...FailedRecord[]]
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isParked = (value: Readonly<Record<string, unknown>>): boolean =>
  value['schemaVersion'] === 1 && typeof value['processor'] === 'string' && isObject(value['record'])

/** `arn:aws:lambda:REGION:ACCOUNT:function:NAME`, perhaps with a version or an alias behind. */
const functionIn = (context: unknown): string => {
  const arn = isObject(context) ? context['functionArn'] : undefined
  return typeof arn === 'string' ? (arn.split(':')[6] ?? '') : ''
}

const recordsOf = (records: readonly StreamRecord[]): FailedObject['records'] => {
  const views = records
    .map(record => viewOf(record))
    .sort((a, b) => compareSequenceNumbers(a.sequenceNumber, b.sequenceNumber))
  const [first, ...others] = views.map(view => ({ name: recordName(recordId(view)), view }))
  if (first === undefined) throw new Error('it holds no record')
  return [first, ...others]
}

const parsed = (text: string, object: string): FailedObject => {
  const value: unknown = JSON.parse(text)
  if (!isObject(value)) throw new Error('it is no object')
  if (isParked(value)) {
    const { functionName, stage, processor, record } = value as unknown as ParkedObject
    const records = recordsOf([record])
    return { functionName, stage, processor, streamArn: records[0].view.streamArn, records }
  }
  if (!('DDBStreamBatchInfo' in value)) throw new Error('it is neither a parked change nor a discarded batch')
  const records = recordsOf(readEvents(text, object).flat())
  return {
    functionName: functionIn(value['requestContext']),
    stage: undefined,
    processor: undefined,
    streamArn: records[0].view.streamArn,
    records,
  }
}

/**
 * Reads a failed object, whatever wrote it.
 *
 * @throws PipelineError `redrive.object-unreadable`
 */
export const readFailedObject = (text: string, object: string): FailedObject => {
  try {
    return parsed(text, object)
  } catch (cause) {
    const reason = reasonOf(cause).replace(/\.$/, '')
    throw raise('redrive.object-unreadable', { object, reason }, { cause })
  }
}
