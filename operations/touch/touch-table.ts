import type { ItemToucher } from '../../adapters/dynamodb/touch-item.ts'
import { privateFolder } from '../../adapters/file/private-files.ts'
import type { Image } from '../../core/attributes/attribute-value.ts'
import type { Clock } from '../../core/clock.ts'
import { mapConcurrently } from '../../core/concurrency/map-concurrently.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import { itemKey } from '../../core/record/item-key.ts'
import type { Pace } from '../verify/pace.ts'
import { newPace } from '../verify/pace.ts'
import type { TableReader } from '../verify/table-reader.ts'
import type { ScannedItem } from '../verify/verify.ts'
import { touchFaults } from './faults.ts'
import type { TouchState } from './touch-state.ts'
import { readTouch, saveTouch, touchStateFile } from './touch-state.ts'

/** What a touch tells while it runs. */
export type TouchEvent =
  | { readonly event: 'Touching'; readonly done: number; readonly total: number; readonly atMs: number }
  | {
      readonly event: 'TouchPlan'
      readonly table: string
      readonly region: string
      readonly account: string
      readonly attribute: string
      /** As DynamoDB counted. */
      readonly items: number
      readonly mostItems: number
      readonly isDryRun: boolean
    }
  /** DynamoDB refuses one item, whoever writes it; the others go on. */
  | { readonly event: 'Untouched'; readonly key: string; readonly reason: string }
  /** How far the run is lies in this file from now on, however it ends. */
  | { readonly event: 'KeptIn'; readonly file: string }
  | { readonly event: 'CanResume'; readonly file: string }

/** How a touch ended. */
export interface TouchSummary extends Pick<TouchState, 'items' | 'touched' | 'changed' | 'skipped'> {
  /** Items that could not be written, each of which was told. */
  readonly refused: number
  readonly readUnits: number
  readonly writeUnits: number
  readonly interrupted: boolean
}

/** What {@link touchTable} takes. */
export interface TouchOptions {
  readonly table: TableReader
  readonly toucher: ItemToucher
  /** The attribute that is written: no item may have it for anything else. */
  readonly attribute: string
  /** A number that is raised by one as well, where items carry their own version. */
  readonly raised?: string | undefined
  readonly mostItems: number
  readonly segments?: number | undefined
  readonly maxReadUnits?: number | undefined
  readonly maxWriteUnits?: number | undefined
  readonly folder: string
  readonly run: string
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly tell: (event: TouchEvent) => void
}

interface TouchRun extends TouchOptions {
  readonly state: TouchState
  readonly reading: Pace
  readonly writing: Pace
}

const segmentsAtOnce = 8
const writesAtOnce = 8
const ownValue = /^touch-/

const wholeNumber = (item: Image, attribute: string): bigint | undefined => {
  const value = item[attribute]
  return value !== undefined && 'N' in value && /^-?\d{1,38}$/.test(value.N) ? BigInt(value.N) : undefined
}

/** What is set on an item; nothing where there is nothing to do. */
const setFor = ({ attribute, raised, run, table }: TouchRun, item: Image): Image | undefined => {
  const before = item[attribute]
  if (before !== undefined && !('S' in before && ownValue.test(before.S)))
    throw raise(touchFaults, 'touch.attribute-taken', {
      tableName: table.tableName,
      attribute,
      by: 'an item that has it already',
    })
  if (before !== undefined && 'S' in before && before.S === run) return undefined
  const version = raised === undefined ? undefined : wholeNumber(item, raised)
  return {
    [attribute]: { S: run },
    ...(raised !== undefined && version !== undefined && { [raised]: { N: String(version + 1n) } }),
  }
}

/** Whether DynamoDB took it, or need not: an item that it refuses for what the item is would stop every run here. */
const touchOne = async (run: TouchRun, { keys, item }: ScannedItem): Promise<boolean> => {
  const { state, toucher, mostItems, signal, writing, table, tell } = run
  const set = setFor(run, item)
  if (set === undefined) {
    state.skipped += 1
    return true
  }
  if (state.touched >= mostItems)
    throw raise(touchFaults, 'touch.cap-reached', {
      tableName: table.tableName,
      touched: state.touched,
      most: mostItems,
    })
  state.touched += 1
  let isTouched = false
  try {
    const { result, reason = '' } = await writing.read(async () => {
      const answer = await toucher.touch({ keys, item, set }, signal)
      return { ...answer, readUnits: answer.writeUnits }
    })
    isTouched = result === 'touched'
    // Whoever wrote it meanwhile has told the stream, and whoever took it away too.
    if (result === 'changed') state.changed += 1
    if (result === 'refused') tell({ event: 'Untouched', key: itemKey(keys), reason })
    return result !== 'refused'
  } finally {
    if (!isTouched) state.touched -= 1
  }
}

const touchPage = async (run: TouchRun, segment: number): Promise<void> => {
  const { state, table, reading, signal, clock, tell } = run
  const at = state.cursors[segment]
  const limit = reading.pageLimit()
  const request = {
    segment,
    segments: state.segments,
    ...(typeof at === 'string' && { cursor: at }),
    ...(limit && { limit }),
  }
  const page = await reading.read(async () => table.page(request, signal))
  reading.learn(page.items.length, page.readUnits)
  let refused = 0
  await mapConcurrently(page.items, writesAtOnce, async item => {
    if (!signal.aborted && !(await touchOne(run, item))) refused += 1
  })
  if (signal.aborted) return
  state.items += page.items.length
  // With its page: a run that is ended within it meets them again.
  state.refused = (state.refused ?? 0) + refused
  state.cursors[segment] = page.cursor ?? null
  tell({ event: 'Touching', done: state.items, total: table.itemCount ?? 0, atMs: clock.now() })
}

const touchSegments = async (run: TouchRun): Promise<void> => {
  const { state, signal, folder, tell } = run
  let hasFailed = false
  let last: Promise<void> = Promise.resolve()
  const save = async (): Promise<void> => {
    const mine = last.then(async () => saveTouch(folder, state))
    last = mine.catch(() => undefined)
    await mine
  }
  const segments = Array.from({ length: state.segments }, (_, segment) => segment)
  await save()
  tell({ event: 'KeptIn', file: touchStateFile(folder) })
  await mapConcurrently(segments, segmentsAtOnce, async segment => {
    try {
      while (!signal.aborted && !hasFailed && state.cursors[segment] !== null) {
        await touchPage(run, segment)
        await save()
      }
    } catch (error) {
      hasFailed = true
      throw error
    }
  })
}

const openTouch = (options: TouchOptions): TouchState => {
  const { folder, table, attribute, raised = '', run, segments = 8 } = options
  const over = `${table.tableName}, ${attribute}, ${raised}`
  const found = readTouch(folder)
  if (found === undefined)
    return { version: 1, over, run, segments, cursors: {}, items: 0, touched: 0, changed: 0, skipped: 0 }
  if (found.over === over) return found
  throw raise(touchFaults, 'touch.state-other', { file: touchStateFile(folder), was: found.over, is: over })
}

/**
 * Rewrites each item of a table so that its stream carries it: for sinks that keep events, which no comparison can fill.
 * One attribute is set, on condition that the item still is as it was read: nothing that somebody wrote is lost, and
 * nothing that was taken away comes back.
 *
 * @throws PipelineError `touch.*`, and what the table throws
 */
export const touchTable = async (options: TouchOptions): Promise<TouchSummary> => {
  const { folder, maxReadUnits, maxWriteUnits, clock, signal, toucher, table, attribute } = options
  if (toucher.keyAttributes.includes(attribute))
    throw raise(touchFaults, 'touch.attribute-taken', {
      tableName: table.tableName,
      attribute,
      by: 'a key of the table or of an index',
    })
  await privateFolder(folder)
  const state = openTouch(options)
  const reading = newPace(maxReadUnits, clock, signal)
  const writing = newPace(maxWriteUnits, clock, signal)
  try {
    await touchSegments({ ...options, run: state.run, state, reading, writing })
  } catch (error) {
    if (!signal.aborted) throw error
  }
  const { items, touched, changed, skipped, refused = 0 } = state
  const units = { readUnits: reading.spent(), writeUnits: writing.spent() }
  return { items, touched, changed, skipped, refused, ...units, interrupted: signal.aborted }
}
