import { deliveryFaults } from '../errors/delivery-faults.ts'
import { isPipelineError, raise } from '../errors/pipeline-error.ts'
import { asError, reasonOf } from '../errors/thrown.ts'
import { whoseFault } from '../errors/whose-fault.ts'
import { park } from '../parking/park.ts'
import { attemptsOf, judge } from './blame.ts'
import { parkedObject } from './parked-object.ts'
import type { Run } from './run.ts'
import { noteFailure, noteUnparked } from './troubles.ts'
import type { Failure, Want } from './want.ts'

/** What parking needs of a run; it also takes place after one. */
export type ParkingRun = Pick<Run, 'options' | 'isOver' | 'troubles'>

const parkWant = async (want: Want, error: Error, run: ParkingRun): Promise<void> => {
  const { attempts } = want
  // While it is not parked its attempts are not used up: it would never run again, and the next try would park it for
  // that, instead of for the true reason.
  if (want.failure?.isAttempt === true) want.attempts = Math.min(attempts, run.options.maxAttempts - 1)
  try {
    await park(run.options.parking, parkedObject(want, attempts, error, run.options))
    // A park that ends after the deadline is reported as unfinished all the same; the next try repeats it.
    if (run.isOver()) return
    want.state = 'parked'
    want.attempts = attempts
  } catch (cause) {
    const failure = raise(deliveryFaults, 'delivery.parking-failed', { reason: reasonOf(cause) }, { cause })
    noteUnparked(run.troubles, want, failure, error)
    if (run.isOver()) return
    want.state = 'retry'
    want.error ??= error
  }
}

/** Sets wants aside that no further try can help; returns whether all of them were. */
export const parkAll = async (wants: readonly Want[], error: Error, run: ParkingRun): Promise<boolean> => {
  await Promise.all(wants.map(async want => parkWant(want, error, run)))
  return wants.every(({ state }) => state === 'parked')
}

const note = (wants: readonly Want[], error: Error, failure: Failure | undefined): void => {
  const attempts = attemptsOf(wants) + (failure?.isAttempt === true ? 1 : 0)
  for (const want of wants) {
    want.error = error
    want.state = 'retry'
    if (failure === undefined) continue
    want.attempts = attempts
    want.failure = failure
  }
}

/**
 * Draws the consequence of a try that failed, for all wants that shared it. Returns whether their key may go on,
 * which is when they were parked.
 */
export const settleFailure = async (
  wants: readonly Want[],
  thrown: unknown,
  run: Run,
  appliedBefore?: number,
): Promise<boolean> => {
  const error = asError(thrown)
  const disposition = isPipelineError(error) ? error.disposition : undefined
  if (disposition === 'stop') {
    note(wants, error, undefined)
    run.stop(error)
    return false
  }
  const whose = disposition === 'park' ? 'record' : whoseFault(error)
  noteFailure(run.troubles, wants, error, whose)
  if (whose === 'sink' || whose === 'network') {
    // An outage says nothing about the record, so it is no attempt at it.
    note(wants, error, undefined)
    // What nobody declared may be one record's own far end: the others are tried all the same.
    if (whose === 'sink') for (const { processor } of wants) run.sinksDown.add(processor.name)
    return false
  }
  const failure = judge(wants, whose, run, appliedBefore)
  note(wants, error, failure)
  const isLast = disposition === 'park' || (failure.isAttempt && attemptsOf(wants) >= run.options.maxAttempts)
  return isLast && parkAll(wants, error, run)
}
