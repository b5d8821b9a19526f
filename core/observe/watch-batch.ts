import type { Batch } from '../dispatch/batch.ts'
import type { BatchRecord } from '../dispatch/batch-record.ts'
import type { BatchWatch, WatchBatch, WatchedDispatch } from '../dispatch/batch-watch.ts'
import type { Delivery } from '../dispatch/delivery.ts'
import { inTime } from '../dispatch/in-time.ts'
import type { BatchResponse } from '../dispatch/response.ts'
import type { AnyChange } from '../change/change.ts'
import { isError } from '../errors/thrown.ts'
import type { BatchMeasures } from './batch-figures.ts'
import { batchFigures } from './batch-figures.ts'
import { hooksOf } from './hooks-of.ts'
import type { ObservedBatch, ObservedRecords, Observer } from './observer.ts'
import type { ObserverFailed } from './say-once.ts'
import { sayOnce } from './say-once.ts'
import { standAround } from './stand-around.ts'

/** How long an observer is waited for at the end of a batch, in milliseconds. */
const observerEndsMs = 100

const recordsOf = (records: readonly BatchRecord[]): ObservedRecords => {
  const [first, last] = [records[0], records.at(-1)]
  return {
    streamArn: first?.view.streamArn ?? '',
    firstSequenceNumber: first?.view.sequenceNumber ?? '',
    lastSequenceNumber: last?.view.sequenceNumber ?? '',
    records: records.length,
  }
}

/** Groups stand by item, so the newest record need not be the last. */
const inOrder = (deliveries: readonly Delivery[]): readonly BatchRecord[] =>
  [...new Set(deliveries.map(({ record }) => record))].sort((a, b) => a.position - b.position)

/** Of a batch handler's answers, those that say no. */
const failedIn = (results: unknown): number =>
  Array.isArray(results) ? results.filter((result: unknown) => isError(result)).length : 0

/** A batch and those who watch it. */
interface Watched {
  readonly batch: Batch
  readonly processors: readonly string[]
  readonly observers: readonly Observer[]
  readonly options: WatchedDispatch
  readonly measures: BatchMeasures
  readonly fail: ObserverFailed
}

const tell = (what: ObservedBatch, { batch, processors, observers, measures, fail }: Watched): void => {
  const told = observers.filter(({ figures }) => figures !== undefined)
  if (told.length === 0) return
  const figures = { ...what, processors: batchFigures(batch, processors, measures) }
  for (const observer of told) {
    const tellOne = async (): Promise<void> => {
      await observer.figures?.(figures)
    }
    tellOne().catch((cause: unknown) => {
      fail(observer.name, cause)
    })
  }
}

/** Delivers, and waits a little for those who stand around: a function sleeps as soon as it has answered. */
const aroundBatch = async (
  deliver: () => Promise<BatchResponse>,
  watched: Watched,
): Promise<BatchResponse> => {
  const { batch, observers, options, fail } = watched
  const what = { ...recordsOf(batch.records), functionName: options.functionName }
  const work = async (): Promise<BatchResponse> => {
    try {
      return await deliver()
    } finally {
      tell(what, watched)
    }
  }
  const endedWell = ({ batchItemFailures: { length } }: BatchResponse) => ({ failed: length })
  const hooks = hooksOf(observers, observer => observer.batch)
  const { result, ends } = standAround(hooks, what, { work, endedWell, all: batch.records.length, fail })
  try {
    return await result
  } finally {
    await Promise.all(
      ends.map(async ({ name, ended }) =>
        inTime(observerEndsMs, options.clock, async () => ended).catch((error: unknown) => {
          fail(name, error)
        }),
      ),
    )
  }
}

const timed = async <T>(
  deliveries: readonly Delivery[],
  processor: string,
  call: () => Promise<T>,
  { measures: { callMs, endedAtMs }, options: { clock } }: Watched,
): Promise<T> => {
  const startedAtMs = clock.now()
  try {
    return await call()
  } finally {
    const nowMs = clock.now()
    const all = callMs.get(processor)
    if (all === undefined) callMs.set(processor, [nowMs - startedAtMs])
    else all.push(nowMs - startedAtMs)
    for (const delivery of deliveries) endedAtMs.set(delivery, nowMs)
  }
}

const aroundCall = async <T>(
  processor: string,
  deliveries: readonly Delivery[],
  call: () => Promise<T>,
  watched: Watched,
): Promise<T> => {
  const records = recordsOf(inOrder(deliveries))
  const hooks = hooksOf(watched.observers, observer => observer.call)
  const { result } = standAround(
    hooks,
    { ...records, processor },
    {
      work: async () => timed(deliveries, processor, call, watched),
      endedWell: results => ({ failed: failedIn(results) }),
      all: records.records,
      fail: watched.fail,
    },
  )
  return result
}

/** Of one function's batch only, so that stream, processor and number are enough. */
const placeOf = (processor: string, streamArn: string, sequenceNumber: string): string =>
  `${processor} ${streamArn} ${sequenceNumber}`

/** The handler of a processor, which is given changes: the deliveries that they are of are found by their places. */
const handlerWith = (watched: Watched): BatchWatch['handlerOf'] => {
  const byPlace = Map.groupBy(watched.batch.deliveries, ({ processor, record: { view } }) =>
    placeOf(processor.name, view.streamArn, view.sequenceNumber),
  )
  return ({ name, run }) => {
    const deliveriesOf = (changes: readonly AnyChange[]): readonly Delivery[] =>
      changes.flatMap(
        ({ streamArn, sequenceNumber, key }) =>
          byPlace
            .get(placeOf(name, streamArn, sequenceNumber))
            ?.filter(({ record }) => record.view.key === key) ?? [],
      )
    if (run.mode === 'each') {
      const { handle } = run
      return {
        mode: 'each',
        handle: async (change, context) =>
          aroundCall(name, deliveriesOf([change]), async () => handle(change, context), watched),
      }
    }
    const { handle } = run
    return {
      mode: 'batch',
      handle: async (groups, context) => {
        const deliveries = deliveriesOf(groups.flatMap(({ changes }) => changes))
        return aroundCall(name, deliveries, async () => handle(groups, context), watched)
      },
    }
  }
}

/** Sets observers around the batches of a function. */
export const watchBatchWith =
  (observers: readonly Observer[]): WatchBatch =>
  async (registry, batch, options, deliver) => {
    const measures: BatchMeasures = { earlier: new Set(), endedAtMs: new Map(), callMs: new Map() }
    const processors = registry.processors.map(({ name }) => name)
    const watched = { batch, processors, observers, options, measures, fail: sayOnce(options, {}) }
    const watch = { earlier: measures.earlier, handlerOf: handlerWith(watched) }
    return aroundBatch(async () => deliver(watch), watched)
  }
