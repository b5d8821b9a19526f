import type { BlobStore } from '../blob/blob-store.ts'
import type { FetchedBlobs } from '../blob/expand-image.ts'
import { fetchBlobs, plainImage } from '../blob/fetch-blobs.ts'
import { isPipelineError, raise } from '../errors/pipeline-error.ts'
import { asError, reasonOf } from '../errors/thrown.ts'
import type { ItemSource } from '../refresh/item-source.ts'
import type { StreamRecord } from '../record/stream-record.ts'
import type { Registry } from '../registry/registry.ts'
import type { Batch } from './batch.ts'
import { planBatch } from './batch.ts'
import { batchLanes } from './batch-lanes.ts'
import { failedAt, judge, judgeAgain } from './blame.ts'
import { beginLone, loneIn } from './kills.ts'
import { applyFacts, recall, remember } from './known-facts.ts'
import type { DispatchOptions } from './options.ts'
import { parkByAge } from './park-by-age.ts'
import { reportOf } from './report.ts'
import type { Lane, Run } from './run.ts'
import { ItemLane } from './run.ts'
import { runLanes } from './run-lanes.ts'
import { sayError } from './say.ts'
import { Tally } from './tally.ts'
import type { Troubles } from './troubles.ts'
import { noteFailure, sayTroubles } from './troubles.ts'
import type { Unit } from './want.ts'
import { isFinished } from './want.ts'

/**
 * The partial batch response: every record that is not finished, lowest sequence number first.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
 */
export interface BatchResponse {
  /** Not readonly, because the response that Lambda's types know is not. */
  readonly batchItemFailures: { readonly itemIdentifier: string }[]
}

const lanesOf = (batch: Batch, tallies: Map<string, Tally>): readonly Lane[] =>
  batch.items.flatMap((items): readonly Lane[] => {
    const processor = items[0]?.processor
    if (processor === undefined) return []
    const { run, name } = processor
    const tally = new Tally(items)
    tallies.set(name, tally)
    return run.mode === 'each'
      ? items.map(first => new ItemLane(first, run.handle, tally))
      : batchLanes(items, run.handle, tally)
  })

/**
 * Tries that the deadline cut off are failed tries, or a handler that always hangs would never be parked. A call for
 * many blames nobody; the next try goes one by one.
 */
const countCutOff = (batch: Batch, afterMs: number, run: Run): void => {
  for (const want of batch.wants) {
    if (want.state !== 'running') continue
    const error = raise('delivery.deadline', { processor: want.processor.name, afterMs })
    if (want.isShared) {
      want.together = true
      want.failure = failedAt(want, run.options.clock.now())
    } else {
      want.failure = judge([want], 'unknown', run, undefined)
      if (want.failure.isAttempt) want.attempts += 1
    }
    want.error = error
    noteFailure(run.troubles, [want], error, 'unknown')
  }
}

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
  shared: Pick<Run, 'startedAtMs' | 'tallies' | 'troubles'>,
): Run => ({
  ...shared,
  options,
  context: {
    signal: cancelled.signal,
    deadlineAtMs: options.deadlineAtMs,
    clock: options.clock,
    logger: options.logger,
    isLate: options.isLate ?? false,
    ...(options.items && { items: expanded(options.items, options.blobs) }),
  },
  isOver: () => ending.isOver,
  stop: error => {
    ending.isOver = true
    ending.defeat ??= error
    cancelled.abort(error)
    finish()
  },
  sinksDown: new Set(),
})

const isRunning = ({ wants }: Batch): boolean => wants.some(({ state }) => state === 'running')

/** Runs the batch's lanes until they are through, time is up or the batch has failed, whichever is first. */
const runUntilDeadline = async (
  batch: Batch,
  concurrency: number,
  options: DispatchOptions,
  troubles: Troubles,
): Promise<void> => {
  const startedAtMs = options.clock.now()
  const remainingMs = options.deadlineAtMs - options.reserveMs - startedAtMs
  if (remainingMs <= 0) return
  const ending: Ending = { isOver: false, defeat: undefined }
  const timer = new AbortController()
  const cancelled = new AbortController()
  const tallies = new Map<string, Tally>()
  const finish = (): void => {
    timer.abort()
  }
  const run = newRun(options, ending, cancelled, finish, { startedAtMs, tallies, troubles })
  const timeUp = options.clock.wait(remainingMs, timer.signal)
  await Promise.race([runLanes(run, lanesOf(batch, tallies), concurrency), timeUp])
  ending.isOver = true
  timer.abort()
  if (troubles.size > 0) judgeAgain(batch.wants, run)
  if (ending.defeat !== undefined) throw ending.defeat
  if (!isRunning(batch)) return
  const afterMs = options.clock.now() - startedAtMs
  countCutOff(batch, afterMs, run)
  cancelled.abort(raise('delivery.deadline', { processor: options.functionName, afterMs }))
}

const reported = (units: readonly Unit[]): BatchResponse => ({
  batchItemFailures: [...new Set(units.map(({ view }) => view.sequenceNumber))].map(itemIdentifier => ({
    itemIdentifier,
  })),
})

const responseOf = ({ wants }: Batch): BatchResponse =>
  reported(wants.filter(want => !isFinished(want)).map(({ unit }) => unit))

const logDefeat = (thrown: unknown, options: DispatchOptions, units: readonly Unit[] = []): void => {
  const error = asError(thrown)
  const isDetailed = isPipelineError(error) && options.logKeys !== false
  const views = units.map(({ view }) => view)
  sayError(options, 'error', error, isDetailed ? { detail: error.detail } : {}, views)
}

/** The batch's effects are there, whatever becomes of those who watch. */
const observed = (batch: Batch, { observe, ...options }: DispatchOptions): void => {
  const fail = (cause: unknown): void => {
    const failure = raise('delivery.observer-failed', { reason: reasonOf(cause) }, { cause })
    sayError(options, 'error', failure, {})
  }
  try {
    const returned: unknown = observe?.(reportOf(options.functionName, batch))
    if (returned instanceof Promise) returned.catch(fail)
  } catch (thrown) {
    fail(thrown)
  }
}

/** Half of the time at most, so that a blob store that hangs costs the records that need it and no others. */
const fetchInTime = async (
  records: readonly StreamRecord[],
  blobs: BlobStore,
  { clock, deadlineAtMs, reserveMs }: DispatchOptions,
): Promise<FetchedBlobs> => {
  const halfMs = Math.max(0, (deadlineAtMs - reserveMs - clock.now()) / 2)
  return fetchBlobs(records, blobs, async signal => clock.wait(halfMs, signal))
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
    const blobs = options.blobs && (await fetchInTime(records, options.blobs, options))
    batch = planBatch(registry, records, options.originRules, blobs)
    const response = await deliver(
      batch,
      Math.max(options.concurrency, registry.processors.length),
      timeoutMs,
      options,
    )
    if (options.observe !== undefined) observed(batch, options)
    return response
  } catch (error) {
    logDefeat(error, options, batch?.units)
    throw error
  }
}

const deliver = async (
  batch: Batch,
  concurrency: number,
  timeoutMs: number,
  options: DispatchOptions,
): Promise<BatchResponse> => {
  if (batch.wants.length === 0) return { batchItemFailures: [] }
  const known = await recall(batch, options).catch((error: unknown) => {
    logDefeat(error, options)
    return undefined
  })
  // Nothing may run while it is unknown what has run already.
  if (known === undefined) return reported(batch.units)
  applyFacts(batch, known)
  const lone = loneIn(batch, known, timeoutMs, options)
  const runs = lone && (await beginLone(batch, lone, options))
  const troubles: Troubles = new Map()
  try {
    await runUntilDeadline(batch, concurrency, options, troubles)
  } finally {
    if (troubles.size > 0) sayTroubles(troubles, options)
    const forgotten = await remember(batch, known, runs, options)
    if (forgotten.length > 0) await parkByAge(batch, forgotten, options)
  }
  return responseOf(batch)
}
