import type { DevEvent } from '../operations/dev/dev-event.ts'

/**
 * An event as a line of NDJSON; `undefined` for those that only repeat what another says. Records are named, not
 * printed: a run would otherwise say each of them several times.
 */
export const devObject = (event: DevEvent): object | undefined => {
  switch (event.event) {
    case 'RecordSeen':
    case 'FilterDecided':
    case 'Checkpointed':
    case 'Writing':
      return undefined
    case 'EffectWritten': {
      const { functionName, report, atMs } = event
      return { event: 'EffectWritten', function: functionName, atMs, ...report }
    }
    case 'InvokeEnded': {
      const { answered, ...rest } = event
      return rest
    }
    case 'Answered': {
      const { functionName, atMs, eventName, key, sequenceNumber, became } = event
      return { event: 'Answered', function: functionName, atMs, eventName, key, sequenceNumber, became }
    }
    case 'Discarded': {
      const { records, ...rest } = event
      return { ...rest, sequenceNumbers: records.map(({ dynamodb }) => dynamodb?.SequenceNumber) }
    }
    default:
      return event
  }
}
