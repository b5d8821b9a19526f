import type { AnyChange } from '../change/change.ts'
import { changeOf } from '../change/change-of.ts'
import { deliveryFaults } from '../errors/delivery-faults.ts'
import { isFault, raise } from '../errors/pipeline-error.ts'
import { recordFaults } from '../errors/record-faults.ts'
import { attemptsOf } from './blame.ts'
import { parkAll, settleFailure } from './failure.ts'
import type { OrderedFault } from './ready.ts'
import type { Run } from './run.ts'
import type { Want } from './want.ts'

/**
 * Whether its filter could not tell, or it lacks an image, and that stands in the way of a try. It does not where the
 * processor can bring its sink to the item as it is now.
 */
const isHindered = ({ error }: Want, { options }: Run): boolean =>
  error !== undefined &&
  !(
    isFault(error, recordFaults, 'record.image-missing') &&
    error.detail.canRefresh &&
    options.items !== undefined
  )

/** The change that a want's handler gets; a promise only where a schema is asynchronous. */
export const changeFor = (want: Want): AnyChange | Promise<AnyChange> => {
  // What was unclear about it a refresh will settle.
  want.error = undefined
  return changeOf(want.unit.view, want.kind, want.entity)
}

/** The fault ordered for this try of wants that share one fate; their last one is the one that draws. */
export const faultFor = (wants: readonly Want[], run: Run): OrderedFault | undefined => {
  const last = wants.at(-1)
  if (last === undefined || run.options.faults === undefined) return undefined
  const attempt = {
    processor: last.processor.name,
    sequenceNumber: last.unit.view.sequenceNumber,
    attempt: attemptsOf(wants) + 1,
  }
  const when = run.options.faults(attempt)
  return when && { when, error: raise(deliveryFaults, 'delivery.injected', attempt) }
}

/**
 * What has to be said before a try may begin: a filter that could not tell is a failure, and wants whose tries are
 * used up without ever an answer are parked. `undefined` when the try may begin, else whether the key may go on.
 */
export const settleBefore = async (wants: readonly Want[], run: Run): Promise<boolean | undefined> => {
  const hindered = wants.filter(want => isHindered(want, run))
  if (hindered.length > 0) return settleHindered(hindered, run)
  const attempts = attemptsOf(wants)
  const [first] = wants
  if (first === undefined || attempts < run.options.maxAttempts) return undefined
  return parkAll(
    wants,
    raise(deliveryFaults, 'delivery.attempts-exhausted', { processor: first.processor.name, attempts }),
    run,
  )
}

/** Each by itself: what one record does not say is not the fault of the others of its item. */
const settleHindered = async (wants: readonly Want[], run: Run): Promise<boolean> => {
  for (const want of wants) if (!(await settleFailure([want], want.error, run))) return false
  return true
}

/** True when a try of the want needs a word with {@link settleBefore} first. */
export const isUnsettled = (want: Want, run: Run): boolean =>
  want.attempts >= run.options.maxAttempts || (want.error !== undefined && isHindered(want, run))
