import type { AnyChange } from '../change/change.ts'
import { changeOf } from '../change/change-of.ts'
import { deliveryFaults } from '../errors/delivery-faults.ts'
import { isFault, raise } from '../errors/pipeline-error.ts'
import { recordFaults } from '../errors/record-faults.ts'
import { attemptsOf } from './blame.ts'
import { parkAll } from './park-deliveries.ts'
import { settleFailure } from './settle-failure.ts'
import type { OrderedFault } from './prepared-group.ts'
import type { DispatchRun } from './dispatch-run.ts'
import type { Delivery } from './delivery.ts'

/**
 * Whether its filter could not tell, or it lacks an image, and that stands in the way of a try. It does not where the
 * processor can bring its sink to the item as it is now.
 */
const isHindered = ({ error }: Delivery, { options }: DispatchRun): boolean =>
  error !== undefined &&
  !(
    isFault(error, recordFaults, 'record.image-missing') &&
    error.detail.canRefresh &&
    options.items !== undefined
  )

/** The change that a delivery's handler gets; a promise only where a schema is asynchronous. */
export const changeFor = (delivery: Delivery): AnyChange | Promise<AnyChange> => {
  delivery.clear()
  return changeOf(delivery.record.view, delivery.kind, delivery.entity)
}

/** The fault ordered for this try of deliveries that share one fate; their last one is the one that draws. */
export const faultFor = (deliveries: readonly Delivery[], run: DispatchRun): OrderedFault | undefined => {
  const last = deliveries.at(-1)
  if (last === undefined || run.options.faults === undefined) return undefined
  const attempt = {
    processor: last.processor.name,
    sequenceNumber: last.record.view.sequenceNumber,
    attempt: attemptsOf(deliveries) + 1,
  }
  const when = run.options.faults(attempt)
  return when && { when, error: raise(deliveryFaults, 'delivery.injected', attempt) }
}

/**
 * What has to be said of those of which one {@link isUnsettled}, in place of their try: a filter that could not tell is
 * a failure, and what has used its tries up without ever an answer is parked. Returns whether the key may go on.
 */
export const settleBefore = async (deliveries: readonly Delivery[], run: DispatchRun): Promise<boolean> => {
  const hindered = deliveries.filter(delivery => isHindered(delivery, run))
  if (hindered.length > 0) return settleHindered(hindered, run)
  const attempts = attemptsOf(deliveries)
  const { processor } = deliveries[0] as Delivery
  return parkAll(
    deliveries,
    raise(deliveryFaults, 'delivery.attempts-exhausted', { processor: processor.name, attempts }),
    run,
  )
}

/** Each by itself: what one record does not say is not the fault of the others of its item. */
const settleHindered = async (deliveries: readonly Delivery[], run: DispatchRun): Promise<boolean> => {
  for (const delivery of deliveries) if (!(await settleFailure([delivery], delivery.error, run))) return false
  return true
}

/** True when a try of the delivery needs a word with {@link settleBefore} first. */
export const isUnsettled = (delivery: Delivery, run: DispatchRun): boolean =>
  delivery.attempts >= run.options.maxAttempts || (delivery.error !== undefined && isHindered(delivery, run))
