import { isPipelineError } from '../errors/pipeline-error.ts'
import { asError } from '../errors/thrown.ts'
import type { StreamRecord } from '../record/stream-record.ts'
import type { Registry } from '../registry/registry.ts'
import type { Batch } from './batch.ts'
import type { BatchRecord } from './batch-record.ts'
import type { BatchWatch } from './batch-watch.ts'
import type { FailureLog } from './failure-log.ts'
import { writeFailureLog } from './failure-log.ts'
import { logError } from './log-error.ts'
import { logVersionNotes } from './log-version-notes.ts'
import { startLoneRecord } from './lone-record.ts'
import { lookAtBatch } from './look-at-batch.ts'
import type { DispatchOptions } from './options.ts'
import { parkByAge } from './park-by-age.ts'
import { planLanes } from './plan-lanes.ts'
import { readLedger, resumeDeliveries } from './read-ledger.ts'
import type { BatchResponse } from './response.ts'
import { reporting, responseOf } from './response.ts'
import { routeBatch } from './route-batch.ts'
import { runUntilDeadline } from './run-until-deadline.ts'
import { tellObserver } from './tell-observer.ts'
import { writeLedger } from './write-ledger.ts'

const logDefeat = (thrown: unknown, options: DispatchOptions, records: readonly BatchRecord[] = []): void => {
  const error = asError(thrown)
  const isDetailed = isPipelineError(error) && options.logKeys !== false
  const views = records.map(({ view }) => view)
  logError(options, 'error', error, isDetailed ? { detail: error.detail } : {}, views)
}

/**
 * Delivers a batch to the processors that want its records: in order per processor and item key, each finished
 * (processor, record) remembered, and every unfinished record reported.
 *
 * @throws PipelineError of disposition `stop`, when nothing can be said about the batch
 */
export const dispatch = async (
  registry: Registry,
  records: readonly StreamRecord[],
  options: DispatchOptions,
): Promise<BatchResponse> => {
  const timeoutMs = options.deadlineAtMs - options.clock.now()
  let batch: Batch | undefined
  try {
    const routed = routeBatch(registry, await lookAtBatch(records, options))
    batch = routed
    const run = async (watch?: BatchWatch): Promise<BatchResponse> =>
      deliver(routed, timeoutMs, options, watch)
    const response = await (options.watch?.(registry, routed, options, run) ?? run())
    if (options.observe !== undefined) tellObserver(routed, options)
    return response
  } catch (error) {
    logDefeat(error, options, batch?.records)
    throw error
  }
}

/** From the ledger to the ledger: what is known of the batch, its run, and what the next try has to know. */
const deliver = async (
  batch: Batch,
  timeoutMs: number,
  options: DispatchOptions,
  watch?: BatchWatch,
): Promise<BatchResponse> => {
  if (batch.deliveries.length === 0) return reporting([])
  const known = await readLedger(batch, options).catch((error: unknown) => {
    logDefeat(error, options)
    return undefined
  })
  // Nothing may run while it is unknown what has run already.
  if (known === undefined) return reporting(batch.records)
  resumeDeliveries(batch, known, watch?.earlier)
  const loneRuns = await startLoneRecord(batch, known, timeoutMs, options)
  const failureLog: FailureLog = new Map()
  try {
    await runUntilDeadline(batch, planLanes(batch, watch), options, failureLog)
  } finally {
    writeFailureLog(failureLog, options)
    logVersionNotes(batch.deliveries, options)
    const unwritten = await writeLedger(batch, known, loneRuns, options)
    if (unwritten.length > 0) await parkByAge(batch, unwritten, options)
  }
  return responseOf(batch)
}
