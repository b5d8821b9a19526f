import type { PlainItem } from '../../core/attributes/unmarshal.ts'
import { checkOptions } from '../../core/options.ts'
import { metered } from '../calls/meter.ts'
import type { Page } from '../calls/page.ts'
import type { Scan } from '../verbs/scan.ts'
import { scanPage } from '../verbs/scan.ts'
import type { Table } from '../table.ts'
import type { ScanPace, ScanRate } from './scan-pace.ts'
import { scanPace } from './scan-pace.ts'
import type { Position, ScanState, ScanToken } from './scan-token.ts'
import { scanState, scanToken } from './scan-token.ts'
import { checkWhole } from '../whole-number.ts'

/** What {@link parallelScan} takes. */
export interface ParallelScan extends Omit<Scan, 'segment' | 'startAfter'> {
  /** Parts that are read at the same time. */
  readonly segments: number
  /** @defaultValue as fast as the table answers */
  readonly rate?: ScanRate
  /** The token of the last page that a former run had dealt with. */
  readonly resume?: ScanToken
  /** How many items there are, about: `itemCount` asks. Only for the time that is left. */
  readonly expectedItems?: number
}

/** How a scan gets on. */
export interface ScanProgress {
  /** Items given so far, those of former runs included. */
  readonly items: number
  /** Over this run; 0 as long as no time has passed. */
  readonly itemsPerSecond: number
  /** By `expectedItems` and how fast items were read, filtered out or not; `undefined` while it cannot be told. */
  readonly secondsLeft: number | undefined
  /** Segments that are at their end. */
  readonly segmentsDone: number
}

/** One page, and where the scan goes on after it. */
export interface ScannedPage {
  /** There may be none although more follow. */
  readonly items: readonly PlainItem[]
  /** Which one the page is of, from 0 on. */
  readonly segment: number
  /** To go on after this page. */
  readonly token: ScanToken
  /** After this page. */
  readonly progress: ScanProgress
}

const optionNames = [
  ...['segments', 'rate', 'resume', 'expectedItems'],
  ...['index', 'filter', 'limit', 'consistent', 'projection', 'signal'],
]

interface Arrived {
  readonly segment: number
  readonly page: Page
}

/** Reads the pages of one segment, each when it is asked for and the pace allows. */
const segmentReader = (
  table: Table,
  options: Omit<Scan, 'segment' | 'startAfter'>,
  segment: { readonly number: number; readonly of: number },
  pace: ScanPace,
  signal: AbortSignal,
): ((after: Position) => Promise<Arrived>) => {
  const meter = metered(table)
  return async after => {
    await pace.ready(signal)
    signal.throwIfAborted()
    const before = meter.used().readUnits
    const startAfter = typeof after === 'string' ? undefined : after
    const page = await scanPage(meter.table, { ...options, segment, startAfter, signal })
    pace.paid({ items: page.scanned, units: meter.used().readUnits - before })
    return { segment: segment.number, page }
  }
}

const progressOf = (
  { positions, items, scanned }: ScanState,
  { elapsedMs, former, expected }: { elapsedMs: number; former: ScanState; expected: number | undefined },
): ScanProgress => {
  const perSecond = (count: number): number => (elapsedMs > 0 ? (count * 1_000) / elapsedMs : 0)
  const scannedPerSecond = perSecond(scanned - former.scanned)
  const isKnown = expected !== undefined && scannedPerSecond > 0
  return {
    items,
    itemsPerSecond: perSecond(items - former.items),
    secondsLeft: isKnown ? Math.max(0, expected - scanned) / scannedPerSecond : undefined,
    segmentsDone: positions.filter(position => position === 'done').length,
  }
}

/** The pages that are being read, one per segment at most. */
interface Segments {
  /** The page that is there first, or `undefined` when all segments are through; the next one of it is asked for. */
  readonly next: () => Promise<Arrived | undefined>
}

const openSegments = (
  readers: readonly ((after: Position) => Promise<Arrived>)[],
  positions: readonly Position[],
): Segments => {
  const pending = new Map<number, Promise<Arrived>>()
  const ask = (segment: number, after: Position): void => {
    const reader = readers[segment]
    if (after === 'done' || reader === undefined) return
    const page = reader(after)
    // It may fail while another page is being dealt with; whoever awaits it still hears of it.
    page.catch(() => undefined)
    pending.set(segment, page)
  }
  positions.forEach((position, segment) => {
    ask(segment, position)
  })
  return {
    next: async () => {
      if (pending.size === 0) return undefined
      const arrived = await Promise.race(pending.values())
      pending.delete(arrived.segment)
      ask(arrived.segment, arrived.page.lastKey ?? 'done')
      return arrived
    },
  }
}

/**
 * Reads a whole table or index in parallel segments, at a rate, page by page. Write down each page's token once the
 * page is dealt with: a scan that is killed and resumed by it gives every page at least once, and none but the last
 * few twice. The next page of each segment is read meanwhile.
 *
 * @example
 * ```ts
 * for await (const { items, token, progress } of parallelScan(shop, { segments: 4, rate: { unitsPerSecond: 50 } })) {
 *   await use(items)
 *   await writeFile('scan.json', JSON.stringify(token))
 *   print(`${progress.items} items, ${progress.secondsLeft} s left`)
 * }
 * ```
 * @throws PipelineError `query.option-invalid`, `query.token-invalid` before any call; those of `scanPage`
 */
export const parallelScan = async function* (
  table: Table,
  options: ParallelScan,
): AsyncGenerator<ScannedPage, void, undefined> {
  checkOptions('parallelScan', options, optionNames)
  const { segments, rate = {}, resume, expectedItems, ...scan } = options
  checkWhole('segments', segments, 1, 1_000_000)
  const { clock } = table
  const former = scanState(table, scan.index, segments, resume)
  const positions: Position[] = [...former.positions]
  const stopped = new AbortController()
  const signal = scan.signal === undefined ? stopped.signal : AbortSignal.any([scan.signal, stopped.signal])
  const pace = scanPace(rate, clock)
  const readers = positions.map((_, number) =>
    segmentReader(table, scan, { number, of: segments }, pace, signal),
  )
  const open = openSegments(readers, positions)
  const startedAtMs = clock.now()
  let { items, scanned } = former
  try {
    for (let arrived = await open.next(); arrived !== undefined; arrived = await open.next()) {
      const { segment, page } = arrived
      positions[segment] = page.lastKey ?? 'done'
      items += page.items.length
      scanned += page.scanned
      const state = { positions, items, scanned }
      const elapsedMs = clock.now() - startedAtMs
      yield {
        items: page.items,
        segment,
        token: scanToken(table, scan.index, state),
        progress: progressOf(state, { elapsedMs, former, expected: expectedItems }),
      }
    }
  } finally {
    stopped.abort()
  }
}
