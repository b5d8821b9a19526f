import { mapConcurrently } from '../../../core/concurrency/map-concurrently.ts'
import type { RunState } from '../run-state.ts'
import { saveState } from '../run-state.ts'
import { contentHash } from '../spill.ts'
import type { ReadPage } from '../table-reader.ts'
import type { ScannedItem } from '../verify.ts'
import type { VerifyRun } from '../verify-run.ts'
import { addClaim, addFound } from './compare-sides.ts'
import { suspectClaims } from './suspect-claims.ts'
import type { Sides } from './sides.ts'
import type { Suspect } from './suspect.ts'
import { wantedBy } from './wanted-by.ts'

const segmentsAtOnce = 8
const saveEveryMs = 2_000

interface Segment {
  readonly table: number
  readonly segment: number
}

const nameOf = ({ table, segment }: Segment): string => `${table}/${segment}`

/** An entry that is right needs no second look; of one that is not, both sides are kept. */
const addSuspect = (sides: Sides, { sink, id, item, wanted, found }: Suspect): void => {
  const [claims, entries] = [sides.wanted[sink], sides.found[sink]]
  if (claims === undefined || entries === undefined || item === undefined) return
  if (wanted !== undefined) addClaim(claims, id, { ...item, hash: wanted })
  if (found !== undefined) addFound(entries, id, found)
}

/** Adds what items want from every sink that is kept equal to their table. */
const addItems = async (
  run: VerifyRun,
  sides: Sides,
  table: number,
  items: readonly ScannedItem[],
): Promise<void> => {
  for (const [place, sink] of run.sinks.entries()) {
    if (!sink.tables.includes(table)) continue
    const side = sides.wanted[place]
    if (side === undefined) continue
    if (sink.check.kind === 'entries') {
      for (const suspect of await suspectClaims(run, place, table, items)) addSuspect(sides, suspect)
      continue
    }
    for (const { keys, item } of items) {
      const wanted = await wantedBy(run, sink, keys, item)
      for (const [id, content] of wanted ?? [])
        addClaim(side, id, { hash: contentHash(content), table, keys })
    }
  }
}

const readPage = async (
  { tables, pace, signal }: VerifyRun,
  { table, segment }: Segment,
  { segments, cursors }: RunState,
): Promise<ReadPage | undefined> => {
  const reader = tables[table]
  const cursor = cursors[nameOf({ table, segment })]
  const limit = pace.pageLimit()
  if (reader === undefined) return undefined
  const request = {
    segment,
    segments,
    ...(typeof cursor === 'string' && { cursor }),
    ...(limit && { limit }),
  }
  return pace.read(async () => reader.page(request, signal))
}

/** Saves now and then, and at once where it is the last time. */
const saver = (run: VerifyRun, sides: Sides, state: RunState): ((isLast?: boolean) => Promise<void>) => {
  let savedAtMs = run.clock.now()
  let last: Promise<void> = Promise.resolve()
  const save = async (): Promise<void> => {
    sides.flush()
    await saveState(run.folder, state)
  }
  return async (isLast = false) => {
    if (!isLast && run.clock.now() - savedAtMs < saveEveryMs) return
    savedAtMs = run.clock.now()
    const mine = last.then(save)
    last = mine.catch(() => undefined)
    await mine
  }
}

/**
 * Reads the tables segment by segment and adds what their items want. A cursor is saved after what was read before it
 * is in the files, so what a kill leaves unsaved is read again.
 */
export const scanTables = async (run: VerifyRun, sides: Sides, state: RunState): Promise<void> => {
  const total = run.tables.reduce((sum, { itemCount = 0 }) => sum + itemCount, 0)
  const save = saver(run, sides, state)
  const segments = run.tables.flatMap((_, table) =>
    Array.from({ length: state.segments }, (__, segment) => ({ table, segment })),
  )
  const scanOne = async (each: Segment): Promise<void> => {
    while (!run.signal.aborted && state.cursors[nameOf(each)] !== null) {
      const page = await readPage(run, each, state)
      if (page === undefined) return
      run.pace.learn(page.items.length, page.readUnits)
      await addItems(run, sides, each.table, page.items)
      state.items += page.items.length
      state.cursors[nameOf(each)] = page.cursor ?? null
      run.tell({ event: 'Progress', step: 'items', done: state.items, total, atMs: run.clock.now() })
      await save()
    }
  }
  try {
    await mapConcurrently(segments, segmentsAtOnce, scanOne)
  } finally {
    await save(true)
  }
}
