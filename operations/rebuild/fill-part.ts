import type { Clock } from '../../core/clock.ts'
import type { FillCounts, FillSurroundings } from './fill-page.ts'
import { fillPage } from './fill-page.ts'
import type { TableReader } from '../verify/table-reader.ts'

/** A part of a scan, and where it goes on. */
export interface FillPart {
  readonly segment: number
  readonly segments: number
  readonly cursor?: string
}

/** How far a part has come, and what it did this time. */
export interface FilledPart extends FillCounts {
  readonly cursor?: string
  readonly isOver: boolean
}

/** Fills a part of the scan page by page until its end, or until `untilMs`: then it goes on from the cursor. */
export const fillPart = async (
  surroundings: FillSurroundings & { readonly clock: Clock },
  table: TableReader,
  part: FillPart,
  untilMs: number,
): Promise<FilledPart> => {
  const { clock, signal } = surroundings
  const { segment, segments } = part
  let { cursor } = part
  let [items, filled, held, unfilled, isOver] = [0, 0, 0, 0, false]
  do {
    const page = await fillPage(surroundings, table, {
      segment,
      segments,
      ...(cursor !== undefined && { cursor }),
    })
    items += page.counts.items
    filled += page.counts.filled
    held += page.counts.held
    unfilled += page.counts.unfilled
    cursor = page.cursor
    isOver = cursor === undefined
  } while (!isOver && !signal.aborted && clock.now() < untilMs)
  return { items, filled, held, unfilled, isOver, ...(cursor !== undefined && { cursor }) }
}
