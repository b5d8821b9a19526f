import { mapConcurrently } from '../../core/concurrency/map-concurrently.ts'
import { checkLateness } from './check-lateness.ts'
import { fillPage } from './fill-page.ts'
import type { RebuildRun } from './rebuild-run.ts'

const segmentsAtOnce = 8
const saveEveryMs = 2_000

/** Saves now and then, one after the other, and at once where it is the last time. */
const fillSaver = ({ clock, save }: RebuildRun): ((isLast?: boolean) => Promise<void>) => {
  let savedAtMs = clock.now()
  let last: Promise<void> = Promise.resolve()
  return async (isLast = false) => {
    if (!isLast && clock.now() - savedAtMs < saveEveryMs) return
    savedAtMs = clock.now()
    const mine = last.then(save)
    last = mine.catch(() => undefined)
    await mine
  }
}

/**
 * Reads the tables segment by segment and fills in what is missing. A cursor is saved after what was read before it is
 * acknowledged, so what a kill leaves unsaved is read again, and held.
 */
export const fillTables = async (run: RebuildRun): Promise<void> => {
  const { state, tables, clock, signal, tell } = run
  const total = tables.reduce((sum, { itemCount = 0 }) => sum + itemCount, 0)
  const saveSome = fillSaver(run)
  const parts = tables.flatMap((table, place) =>
    Array.from({ length: state.segments }, (_, segment) => ({ table, segment, name: `${place}/${segment}` })),
  )
  let hasFailed = false
  const fillPart = async ({ table, segment, name }: (typeof parts)[number]): Promise<void> => {
    while (!signal.aborted && !hasFailed && state.cursors[name] !== null) {
      await checkLateness(run)
      const at = state.cursors[name]
      const request = { segment, segments: state.segments, ...(typeof at === 'string' && { cursor: at }) }
      const { cursor, counts } = await fillPage(run, table, request)
      state.items += counts.items
      state.filled += counts.filled
      state.held += counts.held
      state.unfilled += counts.unfilled
      state.cursors[name] = cursor ?? null
      tell({ event: 'Filling', done: state.items, total, atMs: clock.now() })
      await saveSome()
    }
  }
  try {
    await mapConcurrently(parts, segmentsAtOnce, async part =>
      fillPart(part).catch((error: unknown) => {
        hasFailed = true
        throw error
      }),
    )
  } finally {
    await saveSome(true)
  }
}
