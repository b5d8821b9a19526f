import type { Clock } from '../clock.ts'
import type { Logger } from '../logger.ts'
import type { Processor } from '../processor/processor.ts'
import type { Registry } from '../registry/registry.ts'
import type { Batch } from './batch.ts'
import type { Delivery } from './delivery.ts'
import type { BatchResponse } from './response.ts'

/** Those who watch one batch. Without them a dispatch carries nothing of what they need: decision 0290. */
export interface BatchWatch {
  /** A processor's handler with the observers around its calls. */
  readonly handlerOf: (processor: Processor) => Processor['run']
  /** Deliveries that an earlier invocation has finished. */
  readonly earlier: Set<Delivery>
}

/** What those who watch are told of a dispatch. */
export interface WatchedDispatch {
  readonly functionName: string
  readonly clock: Clock
  readonly logger: Logger
  readonly logKeys?: boolean
}

/** Delivers a batch that is routed, with the observers around it. */
export type WatchBatch = (
  registry: Registry,
  batch: Batch,
  options: WatchedDispatch,
  deliver: (watch: BatchWatch) => Promise<BatchResponse>,
) => Promise<BatchResponse>
