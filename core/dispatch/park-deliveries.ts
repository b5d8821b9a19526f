import { deliveryFaults } from '../errors/delivery-faults.ts'
import { raise } from '../errors/pipeline-error.ts'
import { reasonOf } from '../errors/thrown.ts'
import { park } from '../parking/park.ts'
import type { Delivery } from './delivery.ts'
import type { DispatchRun } from './dispatch-run.ts'
import { logUnparked } from './failure-log.ts'
import { inTime } from './in-time.ts'
import { parkedObject } from './parked-object.ts'
import { timeShareMs } from './time-shares.ts'

/** What parking needs of a run; it also takes place after one. */
export type ParkingRun = Pick<DispatchRun, 'options' | 'isOver' | 'failureLog'>

const parkOne = async (delivery: Delivery, error: Error, run: ParkingRun): Promise<void> => {
  const { attempts } = delivery
  delivery.keepOneTry(run.options.maxAttempts)
  try {
    const { parking, clock } = run.options
    const object = parkedObject(delivery, attempts, error, run.options)
    await inTime(timeShareMs('parking', run.options), clock, async () => park(parking, object))
    // A park that ends after the deadline is reported as unfinished all the same; the next try repeats it.
    if (run.isOver()) return
    delivery.park(attempts)
  } catch (cause) {
    const failure = raise(deliveryFaults, 'delivery.parking-failed', { reason: reasonOf(cause) }, { cause })
    logUnparked(run.failureLog, delivery, failure, error)
    delivery.stayUnparked(error)
  }
}

/** Sets deliveries aside that no further try can help; returns whether all of them were. */
export const parkAll = async (
  deliveries: readonly Delivery[],
  error: Error,
  run: ParkingRun,
): Promise<boolean> => {
  await Promise.all(deliveries.map(async delivery => parkOne(delivery, error, run)))
  return deliveries.every(({ state }) => state === 'parked')
}
