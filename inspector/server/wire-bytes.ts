import type { RecordRow, WireEvent } from '../wire/wire-event.ts'

/** Of an object with a dozen short fields. */
const ofObject = 160

/** What a row takes of memory. */
export const rowHeldBytes = ({ key, table, sequenceNumber, changed }: RecordRow): number => {
  const characters = key.length + table.length + sequenceNumber.length
  return changed.reduce((sum, name) => sum + 2 * name.length + 16, ofObject + 2 * characters)
}

/** What an event takes of memory, without making JSON of it: two bytes a character at most, and eight a number. */
export const wireBytes = (event: WireEvent): number => {
  switch (event.event) {
    case 'RecordSeen':
      return ofObject + rowHeldBytes(event.record)
    case 'BatchFormed':
    case 'InvokeStarted':
    case 'Discarded':
      return ofObject + 8 * event.records.length
    case 'InvokeEnded':
      return ofObject + 2 * (event.message?.length ?? 0) + 64 * event.answered.length
    case 'EffectWritten':
      return event.outcomes.reduce(
        (sum, { message = '', remedy = '' }) => sum + ofObject + 2 * (message.length + remedy.length),
        ofObject,
      )
    case 'Note':
      return ofObject + 2 * event.text.length
    default:
      return ofObject
  }
}
