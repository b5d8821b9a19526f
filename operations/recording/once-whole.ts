import type { StreamRecord } from '../../core/record/stream-record.ts'
import type { DevEvent } from '../dev/dev-event.ts'

const mention = (record: StreamRecord): StreamRecord => {
  const { dynamodb } = record
  if (dynamodb === undefined) return record
  const { NewImage: _, OldImage: __, ...named } = dynamodb
  return { ...record, dynamodb: named }
}

/** The event with each of its records as `change` gives it. */
export const withRecords = (event: DevEvent, change: (record: StreamRecord) => StreamRecord): DevEvent => {
  switch (event.event) {
    case 'RecordSeen':
    case 'FilterDecided':
      return { ...event, record: change(event.record) }
    case 'InvokeEnded':
      return {
        ...event,
        answered: event.answered.map(each => ({ ...each, record: change(each.record) })),
      }
    case 'Discarded':
      return { ...event, records: event.records.map(change) }
    default:
      return event
  }
}

/**
 * The event as a recording keeps it: images stand where a record is seen, every later event names the record by its
 * keys and place. A change of 400 KB would otherwise be written once for each try.
 */
export const onceWhole = (event: DevEvent): DevEvent =>
  event.event === 'RecordSeen' ? event : withRecords(event, mention)
