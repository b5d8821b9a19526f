import type { Processor } from '../processor/processor.ts'
import type { Delivery } from './delivery.ts'

/** Those who watch one batch. Without them a dispatch carries nothing of what they need: decision 0290. */
export interface BatchWatch {
  /** A processor's handler with the observers around its calls. */
  readonly handlerOf: (processor: Processor) => Processor['run']
  /** Deliveries that an earlier invocation has finished. */
  readonly earlier: Set<Delivery>
}
