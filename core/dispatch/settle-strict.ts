import { deliveryFaults } from '../errors/delivery-faults.ts'
import { isPipelineError, raise } from '../errors/pipeline-error.ts'
import { reasonOf } from '../errors/thrown.ts'
import { whoseFault } from '../errors/whose-fault.ts'
import type { Doubt } from '../ledger/effect-claim.ts'
import type { Delivery } from './delivery.ts'
import type { DispatchRun } from './dispatch-run.ts'
import type { EffectEnd } from './effect-claims.ts'
import { logFailure } from './failure-log.ts'
import { parkAll } from './park-deliveries.ts'
import { settleFailure } from './settle-failure.ts'

/**
 * True for an error that says that there is no effect, and that none will come: its fault, or whoever raised it,
 * declares so. What led to it says nothing: the effect may have come before.
 */
export const isWithoutEffect = (error: Error): boolean => isPipelineError(error) && error.effect === 'none'

/** Says of all these how their effect ended. */
export const endAll = async (
  deliveries: readonly Delivery[],
  state: EffectEnd,
  run: DispatchRun,
  error?: Error,
): Promise<void> => {
  await Promise.all(deliveries.map(async delivery => run.claims.end(delivery, state, error)))
}

const inDoubt = ({ processor }: Delivery, { claimedAtMs, why }: Doubt, cause?: unknown) =>
  raise(
    deliveryFaults,
    'delivery.in-doubt',
    { processor: processor.name, claimedAtMs, why: why.replace(/\.$/, '') },
    { cause },
  )

/** Parks what is in doubt; returns whether its key may go on. */
const settleDoubt = async (
  deliveries: readonly Delivery[],
  doubt: Doubt,
  run: DispatchRun,
  cause?: Error,
): Promise<boolean> => {
  const [first] = deliveries
  if (first === undefined) return true
  const error = inDoubt(first, doubt, cause)
  logFailure(run.failureLog, deliveries, error, 'record')
  for (const delivery of deliveries) delivery.doubt(error)
  return parkAll(deliveries, error, run)
}

/**
 * Draws the consequence of a strict try that failed after its effect was claimed. A failure that says that there is no
 * effect releases the claim and goes the way of any other. After anything else nobody knows, so it is parked in doubt;
 * and where that looks like trouble of the sink, the others of its processor wait for the next try, or an outage would
 * bring doubt upon them all.
 */
export const settleStrictFailure = async (
  deliveries: readonly Delivery[],
  error: Error,
  run: DispatchRun,
  appliedBefore?: number,
): Promise<void> => {
  if (isWithoutEffect(error)) {
    await endAll(deliveries, 'released', run, error)
    if (!run.isOver()) await settleFailure(deliveries, error, run, appliedBefore)
    return
  }
  const whose = whoseFault(error)
  if (whose === 'sink' || whose === 'network')
    for (const { processor } of deliveries) run.tallies.get(processor.name)?.breaker.shut()
  const [first] = deliveries
  const claimedAtMs = first && run.claims.claimedAtMs(first)
  await endAll(deliveries, 'doubted', run, error)
  if (run.isOver()) return
  if (isPipelineError(error) && error.disposition === 'stop') await settleFailure(deliveries, error, run)
  else await settleDoubt(deliveries, { claimedAtMs, why: reasonOf(error) }, run, error)
}

/** What the claim of a delivery allows. `claimed`: the try may begin. `past`: it is settled, its key goes on. */
export type ClaimAnswer = 'claimed' | 'past' | 'blocked'

/** Takes the claim of a running delivery, or settles it by what stands in the way. */
export const claimDelivery = async (delivery: Delivery, run: DispatchRun): Promise<ClaimAnswer> => {
  const { processor } = delivery
  try {
    const standing = await run.claims.take(delivery)
    if (run.isOver()) {
      // Nothing has begun, and nothing may any more.
      await run.claims.end(delivery, 'released')
      return 'blocked'
    }
    if (standing === undefined) return 'claimed'
    if (standing.type === 'in-doubt')
      return (await settleDoubt([delivery], standing.doubt, run)) ? 'past' : 'blocked'
    if (standing.type === 'done') {
      delivery.apply('applied')
      return 'past'
    }
    const waitMs = Math.max(0, standing.untilMs - run.options.clock.now())
    delivery.fail(raise(deliveryFaults, 'delivery.claimed-elsewhere', { processor: processor.name, waitMs }))
    return 'blocked'
  } catch (thrown) {
    if (run.isOver()) return 'blocked'
    const error = thrown as Error
    logFailure(run.failureLog, [delivery], error, 'sink')
    delivery.fail(error)
    return 'blocked'
  }
}
