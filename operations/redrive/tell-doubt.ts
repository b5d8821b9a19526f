import type { Doubt } from '../../core/ledger/effect-claim.ts'
import type { RecordView } from '../../core/record/record-view.ts'
import type { RedriveRun } from './redrive-run.ts'

/** Tells what a person needs to decide whether an effect is there, and counts it where nothing was decided. */
export const tellDoubt = (
  functionName: string,
  processor: string,
  { kind: eventName, key, sequenceNumber }: RecordView,
  { claimedAtMs, why }: Doubt,
  { tell, tally, resolve }: RedriveRun,
): void => {
  if (resolve === undefined) tally.inDoubt += 1
  const claimedAt = claimedAtMs === undefined ? {} : { claimedAt: new Date(claimedAtMs).toISOString() }
  const place = { functionName, processor, eventName, key, sequenceNumber }
  tell({ event: 'InDoubt', ...place, ...claimedAt, why, ...(resolve && { resolve }) })
}
