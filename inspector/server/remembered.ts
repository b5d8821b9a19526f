import type { EventLog } from './event-log.ts'
import { newEventLog } from './event-log.ts'
import type { RecordRing } from './record-ring.ts'
import { newRecordRing } from './record-ring.ts'

const mebibyte = 1024 * 1024

/** Together 128 MB: what happened is small beside images, and lasts longer. */
const logLimits = { events: 400_000, bytes: 32 * mebibyte }
const ringLimits = { records: 100_000, bytes: 96 * mebibyte }

/** What a page remembers of a run. */
export interface Remembered {
  readonly ring: RecordRing
  readonly log: EventLog
}

/** Nothing is remembered yet. */
export const newRemembered = (): Remembered => ({
  ring: newRecordRing(ringLimits),
  log: newEventLog(logLimits),
})
