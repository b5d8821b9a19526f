import { deliveryFaults } from '../errors/delivery-faults.ts'
import { raise } from '../errors/pipeline-error.ts'
import type { Batch } from './batch.ts'
import { failedAt, judge } from './blame.ts'
import type { DispatchRun } from './dispatch-run.ts'
import { logFailure } from './failure-log.ts'

/**
 * Tries that the deadline cut off are failed tries, or a handler that always hangs would never be parked. A call for
 * many blames nobody; the next try goes one by one.
 */
export const cutOffRunning = (batch: Batch, afterMs: number, run: DispatchRun): void => {
  for (const delivery of batch.deliveries) {
    if (delivery.state !== 'running') continue
    const error = raise(deliveryFaults, 'delivery.deadline', { processor: delivery.processor.name, afterMs })
    const evidence = delivery.isShared
      ? failedAt(delivery, run.options.clock.now())
      : judge([delivery], 'unknown', run, undefined)
    delivery.cutOff(error, evidence)
    logFailure(run.failureLog, [delivery], error, 'unknown')
  }
}
