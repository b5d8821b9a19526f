import { raise } from '../errors/pipeline-error.ts'
import { shownField } from '../record/check-record.ts'
import { isKinesisStream, kinesisSourceArn } from '../record/kinesis-source.ts'
import { isFields, kindOfValue } from '../record/kind-of-value.ts'
import { isKinesisNumber } from '../record/sequence-number.ts'
import type { StreamRecord } from '../record/stream-record.ts'
import { kinesisFaults } from './faults.ts'

/** A record of Kinesis in the form of a stream's, and what is wrong with it where it is no change of a table. */
export interface DecodedRecord {
  readonly record: StreamRecord
  readonly problem?: Error
}

/** Its place in Kinesis. */
interface Frame {
  readonly data: unknown
  readonly sequenceNumber: string
  readonly streamArn: string
}

/** No table is named so; records of nobody's table go by it. */
const noTable = '-'

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/
const tableName = /^[\w.-]{3,255}$/

/** What the Kinesis Producer Library puts before many records that it sends as one, and gzip before all of its own. */
const aggregated = Buffer.from([0xf3, 0x89, 0x9a, 0xc2])
const gzipped = Buffer.from([0x1f, 0x8b])

const frameOf = (found: unknown): Frame | string => {
  if (!isFields(found)) return `it holds ${kindOfValue(found)} in place of a record`
  const { eventSource, eventSourceARN, kinesis } = found
  if (eventSource !== 'aws:kinesis') return `a record has the eventSource ${shownField(eventSource)}`
  if (!isKinesisStream(eventSourceARN)) return 'the eventSourceARN of a record names no Kinesis stream'
  if (!isFields(kinesis)) return `the kinesis of a record is ${kindOfValue(kinesis)}`
  const { data, sequenceNumber } = kinesis
  if (!isKinesisNumber(sequenceNumber)) return `a record has the sequenceNumber ${shownField(sequenceNumber)}`
  return { data, sequenceNumber, streamArn: eventSourceARN }
}

const begins = (bytes: Buffer, with_: Buffer): boolean => bytes.subarray(0, with_.length).equals(with_)

/** What the data says, or why it cannot be read; nothing of it is told, for it may be anybody's. */
const readData = (data: unknown): unknown => {
  if (typeof data !== 'string') return new TypeError(`it is ${kindOfValue(data)}`)
  if (!base64.test(data)) return new TypeError('it is no base64')
  const bytes = Buffer.from(data, 'base64')
  if (begins(bytes, aggregated)) return new TypeError('it is aggregated by the Kinesis Producer Library')
  if (begins(bytes, gzipped)) return new TypeError('it is compressed by gzip')
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown
  } catch {
    return new TypeError('it is no JSON')
  }
}

/** What keeps the data from being a change of a table, as far as a record of its stream is not checked for the same. */
const problemIn = (data: unknown): string | undefined => {
  if (data instanceof Error) return data.message
  if (!isFields(data)) return `it is ${kindOfValue(data)}`
  const { eventSource, eventID, tableName: table, dynamodb } = data
  if (eventSource !== 'aws:dynamodb') return `its eventSource is ${shownField(eventSource)}`
  if (typeof table !== 'string' || !tableName.test(table)) return `its tableName is ${shownField(table)}`
  if (typeof eventID !== 'string' || eventID === '') return `its eventID is ${shownField(eventID)}`
  return isFields(dynamodb) ? undefined : `its dynamodb is ${kindOfValue(dynamodb)}`
}

/**
 * Reads a record of Kinesis as one of a table's stream: its number is Kinesis's, by which the batch response names it,
 * and it is of a table's Kinesis stream.
 *
 * @throws PipelineError `kinesis.no-records` where it has no place in a Kinesis stream
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/kds.html
 */
export const decodeKinesis = (found: unknown): DecodedRecord => {
  const frame = frameOf(found)
  if (typeof frame === 'string') throw raise(kinesisFaults, 'kinesis.no-records', { problem: frame })
  const { sequenceNumber, streamArn } = frame
  const data = readData(frame.data)
  const problem = problemIn(data)
  if (problem !== undefined)
    return {
      // As it came, so that whoever looks at what is parked finds it whole.
      record: {
        ...(found as object),
        eventSourceARN: kinesisSourceArn({ streamArn, table: noTable }),
        dynamodb: { SequenceNumber: sequenceNumber },
      },
      problem: raise(kinesisFaults, 'kinesis.unreadable', { sequenceNumber, problem }),
    }
  const fields = data as { readonly tableName: string; readonly dynamodb: object }
  return {
    record: {
      ...fields,
      eventSourceARN: kinesisSourceArn({ streamArn, table: fields.tableName }),
      dynamodb: { ...fields.dynamodb, SequenceNumber: sequenceNumber },
    },
  }
}
