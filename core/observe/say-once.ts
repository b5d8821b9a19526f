import { logError } from '../dispatch/log-error.ts'
import { deliveryFaults } from '../errors/delivery-faults.ts'
import { raise } from '../errors/pipeline-error.ts'
import { reasonOf } from '../errors/thrown.ts'
import type { Logger } from '../logger.ts'

/** Hears what an observer failed with. */
export type ObserverFailed = (observer: string, cause: unknown) => void

/** Logs of each observer the first failure: one that fails does so for every change. */
export const sayOnce = (
  to: { readonly logger: Logger; readonly logKeys?: boolean },
  detail: Readonly<Record<string, unknown>>,
): ObserverFailed => {
  const said = new Set<string>()
  return (observer, cause) => {
    if (said.has(observer)) return
    said.add(observer)
    const error = raise(deliveryFaults, 'delivery.observer-failed', { reason: reasonOf(cause) }, { cause })
    logError(to, 'error', error, { observer, ...detail })
  }
}
