import type { BlobStore } from '../blob/blob-store.ts'
import { nobodyWaits } from '../clock.ts'
import { plainImage } from '../record/fetch-blobs.ts'
import { deliveryFaults } from '../errors/delivery-faults.ts'
import { raise } from '../errors/pipeline-error.ts'
import type { ItemSource } from '../refresh/item-source.ts'
import type { Batch } from './batch.ts'
import { isAnyRunning } from './batch.ts'
import { judgeAgain } from './blame.ts'
import { cutOffRunning } from './cut-off.ts'
import type { DispatchRun } from './dispatch-run.ts'
import { newEffectClaims } from './effect-claims.ts'
import type { FailureLog } from './failure-log.ts'
import type { DispatchOptions } from './options.ts'
import type { LanePlan } from './plan-lanes.ts'
import { runLanes } from './run-lanes.ts'

interface Ending {
  isOver: boolean
  defeat: Error | undefined
}

/** Items as they are written are packed as images are, and read by the same functions. */
const expanded = (items: ItemSource, blobs: BlobStore | undefined): ItemSource => ({
  read: async (address, signal) => {
    const item = await items.read(address, signal)
    return item && plainImage(item, blobs)
  },
})

const newRun = (
  options: DispatchOptions,
  ending: Ending,
  cancelled: AbortController,
  finish: () => void,
  shared: Pick<DispatchRun, 'startedAtMs' | 'tallies' | 'failureLog' | 'notes' | 'ended'>,
): DispatchRun => ({
  ...shared,
  options,
  claims: newEffectClaims(options),
  context: {
    signal: cancelled.signal,
    deadlineAtMs: options.deadlineAtMs,
    clock: options.clock,
    logger: options.logger,
    isLate: options.isLate ?? false,
    note: (group, note) => {
      shared.notes.set(group, note)
    },
    ...(options.items && { items: expanded(options.items, options.blobs) }),
  },
  isOver: () => ending.isOver,
  stop: error => {
    ending.isOver = true
    ending.defeat ??= error
    cancelled.abort(error)
    finish()
  },
})

/**
 * Runs the batch's lanes until they are through, time is up or the batch has failed, whichever is first. Then the
 * failures are judged once more, and what still runs is cut off.
 *
 * @throws what the batch failed with as a whole
 */
export const runUntilDeadline = async (
  batch: Batch,
  { lanes, tallies }: LanePlan,
  options: DispatchOptions,
  failureLog: FailureLog,
): Promise<void> => {
  const startedAtMs = options.clock.now()
  const remainingMs = options.deadlineAtMs - options.reserveMs - startedAtMs
  if (remainingMs <= 0) return
  const ending: Ending = { isOver: false, defeat: undefined }
  const timer = new AbortController()
  const cancelled = new AbortController()
  const finish = (): void => {
    timer.abort(nobodyWaits)
  }
  const notes: DispatchRun['notes'] = new Map()
  const run = newRun(options, ending, cancelled, finish, {
    startedAtMs,
    tallies,
    failureLog,
    notes,
    ended: timer.signal,
  })
  const timeUp = options.clock.wait(remainingMs, timer.signal)
  await Promise.race([runLanes(run, lanes, options.concurrency), timeUp])
  ending.isOver = true
  timer.abort(nobodyWaits)
  if (failureLog.size > 0) judgeAgain(batch.deliveries, run)
  if (ending.defeat !== undefined) throw ending.defeat
  if (!isAnyRunning(batch)) return
  const afterMs = options.clock.now() - startedAtMs
  cutOffRunning(batch, afterMs, run)
  cancelled.abort(raise(deliveryFaults, 'delivery.deadline', { processor: options.functionName, afterMs }))
}
