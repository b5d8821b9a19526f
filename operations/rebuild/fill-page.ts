import type { BlobStore } from '../../core/blob/blob-store.ts'
import type { Clock } from '../../core/clock.ts'
import { isPipelineError } from '../../core/errors/pipeline-error.ts'
import { asError } from '../../core/errors/thrown.ts'
import type { FilledItem, FillResult } from '../../core/processor/processor.ts'
import { plainImage } from '../../core/record/fetch-blobs.ts'
import { itemKey } from '../../core/record/item-key.ts'
import type { ItemSource } from '../../core/refresh/item-source.ts'
import type { Pace } from '../verify/pace.ts'
import { saidOf } from '../verify/said-of.ts'
import type { PageRequest, ReadPage, TableReader } from '../verify/table-reader.ts'
import type { RebuildEvent } from './rebuild-event.ts'
import type { FilledSink } from './rebuild-run.ts'

/** What filling a page needs, on one machine as on many. */
export interface FillSurroundings {
  readonly run: string
  readonly sinks: readonly FilledSink[]
  readonly pace: Pace
  readonly blobs?: BlobStore | undefined
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly tell: (event: RebuildEvent) => void
}

/** What came of a page. */
export interface FillCounts {
  readonly items: number
  readonly filled: number
  readonly held: number
  readonly unfilled: number
}

const mostTries = 10
const [firstWaitMs, mostWaitMs] = [500, 30_000]

/** What says nothing about an item: the engine, the mark or the way there. */
export const isOutage = (error: Error): boolean => isPipelineError(error) && error.scope === 'sink'

/** A project's own functions may put a value into their words. */
const reasonFor = (error: Error): string =>
  isPipelineError(error) ? error.message : `its functions throw ${error.name}`

const itemsOf = ({ pace, blobs }: FillSurroundings, table: TableReader, signal: AbortSignal): ItemSource => ({
  read: async ({ keys }) => {
    const { item } = await pace.read(async () => table.read(keys, signal))
    return item && plainImage(item, blobs)
  },
})

const plainItems = async (
  { items }: ReadPage,
  blobs: BlobStore | undefined,
): Promise<readonly (FilledItem | Error)[]> =>
  Promise.all(
    items.map(async ({ keys, item }) => {
      try {
        return { keys, item: await plainImage(item, blobs) }
      } catch (error) {
        return asError(error)
      }
    }),
  )

const fillSink = async (
  surroundings: FillSurroundings,
  { check, processor }: FilledSink,
  table: TableReader,
  page: ReadPage,
): Promise<FillCounts> => {
  const { run, clock, signal, tell, blobs } = surroundings
  const plain = await plainItems(page, blobs)
  const sound = plain.filter((each): each is FilledItem => !(each instanceof Error))
  const context = {
    streamArn: table.streamArn,
    run,
    items: itemsOf(surroundings, table, signal),
    clock,
    signal,
  }
  const given = await check.fill(sound, context)
  const outage = given.find(each => each instanceof Error && isOutage(each))
  if (outage instanceof Error) throw outage
  let next = 0
  const results: readonly FillResult[] = plain.map(each =>
    each instanceof Error ? each : (given[next++] ?? new Error('nobody answered for it')),
  )
  results.forEach((result, at) => {
    const keys = page.items[at]?.keys ?? {}
    if (result instanceof Error)
      tell({ event: 'Unfilled', processor: processor.name, key: itemKey(keys), reason: reasonFor(result) })
  })
  return {
    items: 0,
    filled: results.filter(each => each === 'filled').length,
    held: results.filter(each => each === 'held').length,
    unfilled: results.filter(each => each instanceof Error).length,
  }
}

const sum = (all: readonly FillCounts[], items: number): FillCounts => ({
  items,
  filled: all.reduce((total, { filled }) => total + filled, 0),
  held: all.reduce((total, { held }) => total + held, 0),
  unfilled: all.reduce((total, { unfilled }) => total + unfilled, 0),
})

const readAndFill = async (
  surroundings: FillSurroundings,
  table: TableReader,
  request: PageRequest,
): Promise<{ readonly cursor: string | undefined; readonly counts: FillCounts }> => {
  const { pace, sinks, signal } = surroundings
  const limit = pace.pageLimit()
  const page = await pace.read(async () => table.page({ ...request, ...(limit && { limit }) }, signal))
  pace.learn(page.items.length, page.readUnits)
  const counts: FillCounts[] = []
  for (const sink of sinks)
    if (sink.tables.includes(table)) counts.push(await fillSink(surroundings, sink, table, page))
  return { cursor: page.cursor, counts: sum(counts, page.items.length) }
}

const isFinal = (error: Error): boolean => isPipelineError(error) && error.disposition === 'stop'

/**
 * Reads a page and fills in what is missing of it. After trouble it is read again: between a reading and its
 * acknowledged writing there is no more time than one request takes, so that a deletion is still remembered.
 *
 * @throws what the last of ten tries threw
 */
export const fillPage = async (
  surroundings: FillSurroundings,
  table: TableReader,
  request: PageRequest,
): Promise<{ readonly cursor: string | undefined; readonly counts: FillCounts }> => {
  const { clock, signal, tell } = surroundings
  for (let tries = 1; ; tries += 1) {
    try {
      return await readAndFill(surroundings, table, request)
    } catch (error) {
      const reason = asError(error)
      if (signal.aborted || tries >= mostTries || isFinal(reason)) throw reason
      const afterMs = Math.min(mostWaitMs, firstWaitMs * 2 ** (tries - 1))
      tell({ event: 'FillRetried', reason: saidOf(reason), afterMs })
      await clock.wait(afterMs, signal)
    }
  }
}
