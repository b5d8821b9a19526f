import { randomUUID } from 'node:crypto'
import { channel } from 'node:diagnostics_channel'
import { systemClock } from '../clock.ts'
import { dispatch } from '../dispatch/dispatch.ts'
import type { DispatchOptions } from '../dispatch/options.ts'
import type { BatchResponse } from '../dispatch/response.ts'
import { jsonLogger } from '../logger.ts'
import type { Opens } from '../opens.ts'
import { openAll } from '../opens.ts'
import type { StreamRecord } from '../record/stream-record.ts'
import type { Registry } from '../registry/registry.ts'
import { checkHandlerOptions } from './check-handler-options.ts'
import type { LambdaContext, StreamHandlerOptions } from './stream-handler-options.ts'

/**
 * Name of the `node:diagnostics_channel` on which a {@link DispatchReport} of every batch is published. Without a
 * subscriber no report is made, so it costs nothing in production.
 */
export const reportChannel = 'tailrace:report'

const dayMs = 86_400_000

/** Reports go to whoever was named, and to subscribers of the channel if there are any at the moment. */
const observerOf = (observe: DispatchOptions['observe']): DispatchOptions['observe'] => {
  const reports = channel(reportChannel)
  if (!reports.hasSubscribers) return observe
  return report => {
    try {
      return observe?.(report)
    } finally {
      reports.publish(report)
    }
  }
}

/** What the handlers of all sources have in common: records in, numbers of those that are unfinished out. */
export interface BatchHandler extends Required<Opens> {
  readonly handle: (
    records: readonly StreamRecord[],
    context: LambdaContext,
    problems?: DispatchOptions['problems'],
  ) => Promise<BatchResponse>
}

/** @throws PipelineError `delivery.option-invalid` */
export const batchHandler = (registry: Registry, options: StreamHandlerOptions): BatchHandler => {
  checkHandlerOptions(registry, options)
  const { stage = 'dev', maxAttempts = 5, concurrency = 50, ledgerLifeDays = 14, logKeys = true } = options
  const { blameAfterMs = 300_000, parkAfterAgeMs = 3_600_000 } = options
  const {
    clock = systemClock,
    logger = jsonLogger,
    ledger,
    parking,
    blobs,
    items,
    originRules,
    faults,
    claims,
    newId = randomUUID,
  } = options
  const told = typeof options.observe === 'function' ? options.observe : undefined
  const watch = typeof options.observe === 'object' ? options.observe.watch : undefined
  const handle: BatchHandler['handle'] = async (records, context, problems) => {
    const remainingMs = context.getRemainingTimeInMillis()
    const observe = observerOf(told)
    return dispatch(registry, records, {
      functionName: options.functionName ?? context.functionName,
      stage,
      ledger,
      parking,
      maxAttempts,
      blameAfterMs,
      parkAfterAgeMs,
      logKeys,
      concurrency,
      ledgerLifeMs: ledgerLifeDays * dayMs,
      clock,
      logger,
      deadlineAtMs: clock.now() + remainingMs,
      reserveMs: options.reserveMs ?? Math.min(1_000, remainingMs / 5),
      ...(claims && { claims: { store: claims, newId } }),
      ...(blobs && { blobs }),
      ...(items && { items }),
      ...(originRules && { originRules }),
      ...(faults && { faults }),
      ...(observe && { observe }),
      ...(watch && { watch }),
      ...(problems && { problems }),
    })
  }
  // What every healthy batch needs. Parking, blobs and items are for the others, and opened by them.
  const open = async (signal?: AbortSignal): Promise<void> =>
    openAll([ledger, ...registry.processors], signal)
  return { handle, open }
}
