import { hash } from 'node:crypto'
import type { RecordView } from './record-view.ts'

/** A digest takes UTF-8, in which all lone surrogates are one: two texts that differ in them only must not meet. */
export const wellFormed = (text: string): string => (text.isWellFormed() ? text : JSON.stringify(text))

/**
 * Names a change: the same whenever it is delivered, in whatever batch. Two streams, and two shards of one, may use
 * the same number, so all three together do.
 */
export const changeId = ({
  streamArn,
  key,
  sequenceNumber,
}: Pick<RecordView, 'streamArn' | 'key' | 'sequenceNumber'>): string => {
  const place = hash('sha256', wellFormed(`${streamArn}\0${key}`), 'hex').slice(0, 16)
  return `${sequenceNumber}-${place}`
}
