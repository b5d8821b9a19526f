import { hash } from 'node:crypto'
import { isByKinesis } from './kinesis-source.ts'
import type { RecordView } from './record-view.ts'

/** A digest takes UTF-8, in which all lone surrogates are one: two texts that differ in them only must not meet. */
export const wellFormed = (text: string): string => (text.isWellFormed() ? text : JSON.stringify(text))

const plainId = /^[\w-]{1,64}$/

/** What a change is recognised by where it comes again: its number, or by Kinesis, which numbers a copy anew, its `eventID`. */
export const changeNumber = ({
  streamArn,
  sequenceNumber,
  record,
}: Pick<RecordView, 'streamArn' | 'sequenceNumber' | 'record'>): string => {
  const { eventID } = record
  if (!isByKinesis(streamArn) || typeof eventID !== 'string') return sequenceNumber
  return plainId.test(eventID) ? eventID : hash('sha256', wellFormed(eventID), 'hex').slice(0, 32)
}

/**
 * Names a change: the same whenever it is delivered, in whatever batch. Two streams, and two shards of one, may use
 * the same number, so all three together do.
 */
export const changeId = (
  change: Pick<RecordView, 'streamArn' | 'key' | 'sequenceNumber' | 'record'>,
): string => {
  const place = hash('sha256', wellFormed(`${change.streamArn}\0${change.key}`), 'hex').slice(0, 16)
  return `${changeNumber(change)}-${place}`
}
