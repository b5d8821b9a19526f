import type { AnyChange } from '../change/change.ts'
import { asError } from '../errors/thrown.ts'
import { changeFor, faultFor } from './before-try.ts'
import type { Delivery } from './delivery.ts'
import { doneOf } from './done-of.ts'
import type { DispatchRun } from './dispatch-run.ts'
import type { ItemLane } from './lane.ts'
import type { OrderedFault } from './prepared-group.ts'
import { settleFailure } from './settle-failure.ts'
import { claimDelivery, settleStrictFailure } from './settle-strict.ts'

/** Claim, effect, done. */
const tryClaimed = async (
  delivery: Delivery,
  change: AnyChange,
  fault: OrderedFault | undefined,
  { handle, tally }: ItemLane,
  run: DispatchRun,
): Promise<void> => {
  try {
    delivery.call(false)
    const done = doneOf(await handle(change, run.context))
    if (fault !== undefined) throw fault.error
    if (!run.isOver()) {
      delivery.apply(done)
      tally.noteApplied()
    }
  } catch (thrown) {
    await settleStrictFailure([delivery], asError(thrown), run)
    return
  }
  // Also after the deadline: the word of a handler that comes late no longer counts, but that it is there is known.
  await run.claims.end(delivery, 'done')
}

/** One try of a strict delivery that has begun. */
export const tryStrict = async (delivery: Delivery, lane: ItemLane, run: DispatchRun): Promise<void> => {
  let fault: OrderedFault | undefined
  let change: AnyChange
  try {
    fault = faultFor([delivery], run)
    if (fault?.when === 'before') throw fault.error
    // Before the claim: what cannot be made a change has no effect to be in doubt.
    change = await changeFor(delivery)
  } catch (error) {
    if (!run.isOver()) await settleFailure([delivery], error, run)
    return
  }
  if (run.isOver()) return
  if ((await claimDelivery(delivery, run)) === 'claimed') await tryClaimed(delivery, change, fault, lane, run)
}
