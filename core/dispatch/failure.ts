import { isPipelineError, raise } from '../errors/pipeline-error.ts'
import { logDetail } from '../errors/log-detail.ts'
import { asError, reasonOf } from '../errors/thrown.ts'
import { park } from '../parking/park.ts'
import { parkedObject } from './parked-object.ts'
import type { Run } from './run.ts'
import type { Want } from './want.ts'

const parkWant = async (want: Want, error: Error, run: Run): Promise<void> => {
  try {
    await park(run.options.parking, parkedObject(want, error, run.options))
    // A park that ends after the deadline is reported as unfinished all the same; the next try repeats it.
    if (!run.isOver()) want.state = 'parked'
  } catch (cause) {
    const failure = raise('delivery.parking-failed', { reason: reasonOf(cause) }, { cause })
    const { message, ...detail } = logDetail(failure)
    run.options.logger.error(message, { ...detail, processor: want.processor.name })
    if (!run.isOver()) want.state = 'retry'
  }
}

/** Sets wants aside that no further try can help; returns whether all of them were. */
export const parkAll = async (wants: readonly Want[], error: Error, run: Run): Promise<boolean> => {
  await Promise.all(wants.map(async want => parkWant(want, error, run)))
  return wants.every(({ state }) => state === 'parked')
}

const note = (wants: readonly Want[], error: Error, attempts: number | undefined): void => {
  for (const want of wants) {
    want.error = error
    want.state = 'retry'
    if (attempts !== undefined) want.attempts = attempts
  }
}

/** The tries that a group has had: members of one fate count together, or it would never reach its limit. */
export const attemptsOf = (wants: readonly Want[]): number =>
  wants.reduce((most, { attempts }) => Math.max(most, attempts), 0)

/**
 * Draws the consequence of a try that failed, for all wants that shared it. Returns whether their key may go on,
 * which is when they were parked.
 */
export const settleFailure = async (wants: readonly Want[], thrown: unknown, run: Run): Promise<boolean> => {
  const error = asError(thrown)
  const known = isPipelineError(error) ? error : undefined
  if (known?.disposition === 'stop') {
    note(wants, error, undefined)
    run.stop(error)
    return false
  }
  if (known?.scope === 'sink') {
    // An outage says nothing about the record, so it is no attempt at it.
    note(wants, error, undefined)
    for (const { processor } of wants) run.sinksDown.add(processor.name)
    return false
  }
  const attempts = attemptsOf(wants) + 1
  note(wants, error, attempts)
  const { maxAttempts, logger } = run.options
  const isLast = known?.disposition === 'park' || attempts >= maxAttempts
  const [first] = wants
  const { message, ...detail } = logDetail(error)
  logger.warn(message, {
    ...detail,
    processor: first?.processor.name,
    key: first?.unit.view.key,
    sequenceNumber: first?.unit.view.sequenceNumber,
    attempt: attempts,
    ...(isLast && { parked: true }),
  })
  return isLast && parkAll(wants, error, run)
}
