import * as types from 'node:util/types'
import { deliveryFaults } from '../errors/delivery-faults.ts'
import { raise } from '../errors/pipeline-error.ts'
import { reasonOf } from '../errors/thrown.ts'
import type { Batch } from './batch.ts'
import { logError } from './log-error.ts'
import type { DispatchOptions } from './options.ts'
import { reportOf } from './report.ts'

/** The batch's effects are there, whatever becomes of those who watch. */
export const tellObserver = (batch: Batch, { observe, ...options }: DispatchOptions): void => {
  const fail = (cause: unknown): void => {
    const failure = raise(deliveryFaults, 'delivery.observer-failed', { reason: reasonOf(cause) }, { cause })
    logError(options, 'error', failure, {})
  }
  try {
    const returned: unknown = observe?.(reportOf(options.functionName, batch))
    if (types.isPromise(returned)) returned.catch(fail)
  } catch (thrown) {
    fail(thrown)
  }
}
