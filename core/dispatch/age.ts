import type { RecordView } from '../record/record-view.ts'
import type { DispatchOptions } from './options.ts'

/** Longer than outages and deployments last, shorter than a stream keeps its records. */
const defaultParkAfterAgeMs = 3_600_000

/** True for a record of at least this age, and for one that does not say when it was written. */
export const isOlder = (view: RecordView, ageMs: number, nowMs: number): boolean =>
  view.createdAtMs <= 0 || !(nowMs - view.createdAtMs < ageMs)

/** The age at which a failed try parks a record whose attempts nobody can remember. */
export const isPastAge = (view: RecordView, options: DispatchOptions): boolean =>
  isOlder(view, options.parkAfterAgeMs ?? defaultParkAfterAgeMs, options.clock.now())
