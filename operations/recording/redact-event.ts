import { recordPlace } from '../../core/record/view-of.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import type { ProcessorReport } from '../../core/dispatch/report.ts'
import { newRedaction } from '../capture/redact-record.ts'
import type { DevEvent } from '../dev/dev-event.ts'
import { withRecords } from './once-whole.ts'

/** Keys are remembered for so many records; those of older ones are left out. */
const mostKeys = 20_000

/** Stands for a text that could hold anything. */
const leftOut = '(left out: redacted)'

/** What a function says of a failure may quote the item. */
const withoutTexts = (event: DevEvent): DevEvent => {
  switch (event.event) {
    case 'InvokeEnded':
      return event.message === undefined ? event : { ...event, message: leftOut }
    case 'ReloadFailed':
    case 'ListenerFailed':
      return { ...event, message: leftOut }
    case 'Building':
      return { ...event, line: leftOut }
    case 'Warned':
      return event.detail === undefined ? event : { ...event, detail: leftOut }
    default:
      return event
  }
}

const withoutWords = (outcome: ProcessorReport): ProcessorReport => {
  const { error } = outcome
  return error === undefined ? outcome : { ...outcome, error: { code: error.code, message: leftOut } }
}

/** Keys as they are after the redaction, by record. */
const redactedKeys = () => {
  const keys = new Map<string, string>()
  return {
    remember: (record: StreamRecord): void => {
      const { sequenceNumber, key } = recordPlace(record)
      keys.set(`${record.eventSourceARN ?? ''} ${sequenceNumber}`, key)
      for (const oldest of keys.keys()) {
        if (keys.size <= mostKeys) return
        keys.delete(oldest)
      }
    },
    of: (streamArn: string, sequenceNumber: string): string =>
      keys.get(`${streamArn} ${sequenceNumber}`) ?? leftOut,
  }
}

/**
 * Redacts events by the same rule as a capture redacts records: values of these attributes become others, in records
 * and in the keys that events name. Texts of functions can quote an item in any form, and are left out.
 *
 * @param salt new for each recording, and kept nowhere
 */
export const newEventRedaction = (
  paths: readonly string[],
  salt: string,
): ((event: DevEvent) => DevEvent) => {
  if (paths.length === 0) return event => event
  const { redact } = newRedaction(paths, salt)
  const keys = redactedKeys()
  return event => {
    const redacted = withoutTexts(withRecords(event, redact))
    if (redacted.event === 'RecordSeen') keys.remember(redacted.record)
    if (redacted.event === 'Answered')
      return { ...redacted, key: keys.of(redacted.streamArn, redacted.sequenceNumber) }
    if (redacted.event !== 'EffectWritten') return redacted
    const { report } = redacted
    const key = keys.of(report.streamArn, report.sequenceNumber)
    return { ...redacted, report: { ...report, key, outcomes: report.outcomes.map(withoutWords) } }
  }
}
