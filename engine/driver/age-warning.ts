import type { Clock } from '../../core/clock.ts'
import { creationTimeMs } from '../../core/record/creation-time.ts'
import type { EngineHappening } from '../events.ts'

const hourMs = 3_600_000

/**
 * Tells, at the first record, where records are older by the mapping's clock than a stream can hold: with a clock that
 * was not set to their time a batch that fails is given up at its first retry.
 *
 * @param tell - told at most once
 */
export const ageWarning = (
  { retentionMs, clock }: { readonly retentionMs: number; readonly clock: Clock },
  tell: (event: EngineHappening) => void,
): ((event: EngineHappening) => void) => {
  let isLooking = true
  return event => {
    if (!isLooking || event.event !== 'RecordSeen') return
    isLooking = false
    const createdMs = creationTimeMs(event.record.dynamodb?.ApproximateCreationDateTime)
    const ageMs = clock.now() - (createdMs ?? clock.now())
    if (ageMs <= retentionMs + hourMs) return
    const hours = Math.floor(ageMs / hourMs)
    const message = `the first record is ${hours} hours old by this clock, and a stream holds ${retentionMs / hourMs}: what fails once is given up; start simulatedClock at the time of the records`
    tell({ event: 'ClockWarning', message })
  }
}
