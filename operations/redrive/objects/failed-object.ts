import { redriveFaults } from '../faults.ts'
import { raise } from '../../../core/errors/pipeline-error.ts'
import { reasonOf } from '../../../core/errors/thrown.ts'
import { decodeKinesis } from '../../../core/handler/decode-kinesis.ts'
import { recordName } from '../../../core/ledger/ledger-entry.ts'
import { recordId } from '../../../core/ledger/ledger.ts'
import type { Doubt } from '../../../core/ledger/effect-claim.ts'
import type { ParkedObject } from '../../../core/parking/park.ts'
import type { RecordView } from '../../../core/record/record-view.ts'
import { compareSequenceNumbers } from '../../../core/record/sequence-number.ts'
import type { StreamRecord } from '../../../core/record/stream-record.ts'
import { viewOf } from '../../../core/record/view-of.ts'
import { readEvents } from '../../replay/read-events.ts'
import { checkPlace, checkRecord, doubtIn, isUnrouted } from './parked-change.ts'

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
  /**
   * Whom a parked change waits for; `undefined` for what all processors are to have: a discarded batch, and a record
   * that could not be routed.
   */
  readonly processor: string | undefined
  readonly streamArn: string
  /** A parked change says so of itself. */
  readonly inDoubt?: Doubt
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
  const stranger = others.find(({ view }) => view.streamArn !== first.view.streamArn)
  if (stranger !== undefined) throw new Error('it holds records of several streams')
  return [first, ...others]
}

const parkedChange = (parked: ParkedObject, key: string): FailedObject => {
  checkPlace(parked, key)
  const { functionName, stage, processor, streamArn } = parked
  const records = unroutedToo(parked)
  checkRecord(parked, records[0].view)
  const inDoubt = doubtIn(parked)
  return {
    functionName,
    stage,
    streamArn,
    processor: isUnrouted(parked) ? undefined : processor,
    ...(inDoubt && { inDoubt }),
    records,
  }
}

const unroutedToo = (parked: ParkedObject): FailedObject['records'] => {
  try {
    return recordsOf([parked.record])
  } catch (cause) {
    if (!isUnrouted(parked)) throw cause
    throw new Error(`no processor can be asked about its record still, because ${reasonOf(cause)}`, { cause })
  }
}

/** What of a batch of Kinesis was no change would have been parked; nothing of it is passed over in silence. */
const kinesisRecords = ({ payload }: Readonly<Record<string, unknown>>): readonly StreamRecord[] => {
  if (typeof payload !== 'string')
    throw new Error('it has no payload: only a destination in S3 keeps the records')
  const event: unknown = JSON.parse(payload)
  const found = isObject(event) ? event['Records'] : undefined
  if (!Array.isArray(found)) throw new Error('its payload holds no Records')
  return found.map(each => {
    const { record, problem } = decodeKinesis(each)
    if (problem !== undefined) throw problem
    return record
  })
}

const parsed = (text: string, object: string, key: string): FailedObject => {
  const value: unknown = JSON.parse(text)
  if (!isObject(value)) throw new Error('it is no object')
  if (isParked(value)) return parkedChange(value as unknown as ParkedObject, key)
  const isByKinesis = 'KinesisBatchInfo' in value
  if (!isByKinesis && !('DDBStreamBatchInfo' in value))
    throw new Error('it is neither a parked change nor a discarded batch')
  const records = recordsOf(isByKinesis ? kinesisRecords(value) : readEvents(text, object).flat())
  return {
    functionName: functionIn(value['requestContext']),
    stage: undefined,
    processor: undefined,
    streamArn: records[0].view.streamArn,
    records,
  }
}

/**
 * Reads a failed object, whatever wrote it. `key` is where it lies: an object that was changed, or that lies in the
 * place of another, would go to the wrong processor or be measured by the wrong facts.
 *
 * @throws PipelineError `redrive.object-unreadable`
 */
export const readFailedObject = (text: string, object: string, key: string): FailedObject => {
  try {
    return parsed(text, object, key)
  } catch (cause) {
    const reason = reasonOf(cause).replace(/\.$/, '')
    throw raise(redriveFaults, 'redrive.object-unreadable', { object, reason }, { cause })
  }
}
