import { hash } from 'node:crypto'
import type { RecordView } from './record-view.ts'

/**
 * Names a change: the same whenever it is delivered, in whatever batch. Two streams, and two shards of one, may use
 * the same number, so all three together do.
 */
export const changeId = ({
  streamArn,
  key,
  sequenceNumber,
}: Pick<RecordView, 'streamArn' | 'key' | 'sequenceNumber'>): string => {
  const place = hash('sha256', `${streamArn}\0${key}`, 'hex').slice(0, 16)
  return `${sequenceNumber}-${place}`
}
