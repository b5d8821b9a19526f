import { asError } from '../errors/thrown.ts'
import { isPastAge } from './age.ts'
import type { Batch } from './batch.ts'
import { parkAll } from './park-deliveries.ts'
import { inTime } from './in-time.ts'
import type { UnwrittenStream } from './write-ledger.ts'
import type { DispatchOptions } from './options.ts'
import { logError } from './log-error.ts'
import type { FailureLog } from './failure-log.ts'
import { writeFailureLog } from './failure-log.ts'
import type { Delivery } from './delivery.ts'
import { timeShareMs } from './time-shares.ts'

/** It failed in this invocation, and not because its sink was away. */
const hasFailed = ({ state, evidence }: Delivery): boolean =>
  state === 'retry' && evidence?.appliedBefore !== undefined

/**
 * Attempts that cannot be written cannot be counted, and what always fails would hold its shard for good. So a
 * record's age stands for them. Its sink's outages still wait.
 */
export const parkByAge = async (
  batch: Batch,
  unwritten: readonly UnwrittenStream[],
  options: DispatchOptions,
): Promise<void> => {
  const isOld = ({ record: { view } }: Delivery): boolean =>
    isPastAge(view, options) && unwritten.some(({ streamArn }) => streamArn === view.streamArn)
  const old = batch.deliveries.filter(delivery => hasFailed(delivery) && isOld(delivery))
  const failureLog: FailureLog = new Map()
  // What lies there by the time of the response is settled; what comes later is reported, and comes again.
  const run = { options, isOver: () => false, failureLog }
  const parkOld = async (): Promise<unknown> =>
    Promise.all(old.map(async delivery => parkAll([delivery], asError(delivery.error), run)))
  await inTime(timeShareMs('parking by age', options), options.clock, parkOld).catch(() => undefined)
  const parkedByAge = old.filter(({ state }) => state === 'parked').length
  for (const { error } of unwritten) logError(options, 'error', error, { parkedByAge })
  writeFailureLog(failureLog, options)
}
