import { isPipelineError } from '../errors/pipeline-error.ts'
import { retryAfterMsIn } from '../errors/retry-after.ts'
import { asError } from '../errors/thrown.ts'
import { whoseFault } from '../errors/whose-fault.ts'
import { attemptsOf, judge } from './blame.ts'
import type { Delivery } from './delivery.ts'
import type { DispatchRun } from './dispatch-run.ts'
import { logFailure } from './failure-log.ts'
import { parkAll } from './park-deliveries.ts'

const failAll = (deliveries: readonly Delivery[], error: Error): void => {
  for (const delivery of deliveries) delivery.fail(error)
}

/**
 * Draws the consequence of a try that failed, for all deliveries that shared it. Returns whether their key may go on,
 * which is when they were parked.
 */
export const settleFailure = async (
  deliveries: readonly Delivery[],
  thrown: unknown,
  run: DispatchRun,
  appliedBefore?: number,
): Promise<boolean> => {
  const error = asError(thrown)
  const disposition = isPipelineError(error) ? error.disposition : undefined
  if (disposition === 'stop') {
    run.stop(error)
    return false
  }
  const whose = disposition === 'park' ? 'record' : whoseFault(error)
  logFailure(run.failureLog, deliveries, error, whose)
  if (whose === 'sink' || whose === 'network') {
    // An outage says nothing about the record, so it is no attempt at it.
    failAll(deliveries, error)
    const [first] = deliveries
    const breaker = first && run.tallies.get(first.processor.name)?.breaker
    // What nobody declared may be one record's own far end: the others are tried all the same.
    if (whose === 'sink') breaker?.refuse(deliveries, retryAfterMsIn(error), run)
    else breaker?.strain()
    return false
  }
  const evidence = judge(deliveries, whose, run, appliedBefore)
  // Members of one fate count together, or a group that newer changes keep joining would never reach its limit.
  const attempts = attemptsOf(deliveries) + (evidence.isAttempt ? 1 : 0)
  for (const delivery of deliveries) delivery.failWith(error, attempts, evidence)
  const isLast = disposition === 'park' || (evidence.isAttempt && attempts >= run.options.maxAttempts)
  return isLast && parkAll(deliveries, error, run)
}
