import type { FetchedBlobs } from '../blob/expand-image.ts'
import { raise } from '../errors/pipeline-error.ts'
import type { OriginRules } from '../record/origin.ts'
import type { RecordView } from '../record/record-view.ts'
import { compareSequenceNumbers } from '../record/sequence-number.ts'
import type { StreamRecord } from '../record/stream-record.ts'
import { viewOf } from '../record/view-of.ts'
import type { Registry, Route } from '../registry/registry.ts'
import { Unit, Want } from './want.ts'

/** A batch, looked at and routed, oldest record first. */
export interface Batch {
  readonly units: readonly Unit[]
  /** Those of the oldest record first, and those of a record in the registry's order. */
  readonly wants: readonly Want[]
  /** By processor, in the registry's order: of each item that it wants the first want, oldest first. */
  readonly items: readonly (readonly Want[])[]
}

const inOrder = (views: readonly RecordView[]): readonly RecordView[] => {
  const isSorted = views.every((view, index) => {
    const before = views[index - 1]
    return before === undefined || compareSequenceNumbers(before.sequenceNumber, view.sequenceNumber) <= 0
  })
  return isSorted
    ? views
    : views.toSorted((a, b) => compareSequenceNumbers(a.sequenceNumber, b.sequenceNumber))
}

const isSameRecord = (a: RecordView, b: RecordView): boolean =>
  a.sequenceNumber === b.sequenceNumber && a.key === b.key && a.streamArn === b.streamArn

/** In order, a copy stands right behind its record, or behind another key's record of the same number. */
const unitsOf = (views: readonly RecordView[]): readonly Unit[] => {
  const units: Unit[] = []
  for (const view of views) {
    const copy = findCopy(units, view)
    if (copy === undefined) units.push(new Unit(units.length, view))
    else copy.copies += 1
  }
  return units
}

const findCopy = (units: readonly Unit[], view: RecordView): Unit | undefined => {
  for (let index = units.length - 1; index >= 0; index -= 1) {
    const unit = units[index]
    if (unit === undefined || unit.view.sequenceNumber !== view.sequenceNumber) return undefined
    if (isSameRecord(unit.view, view)) return unit
  }
  return undefined
}

const numberOf = (items: Map<string, number>, key: string): number => {
  const known = items.get(key)
  if (known !== undefined) return known
  items.set(key, items.size)
  return items.size - 1
}

/** Asks the registry about every unit. A key is hashed once, and not once for each processor. */
const route = (registry: Registry, units: readonly Unit[]): Batch => {
  const { processors } = registry
  const wants: Want[] = []
  const items = processors.map((): Want[] => [])
  const numbers = new Map<string, number>()
  const lastWants = processors.map(() => new Array<Want | undefined>(units.length))
  let unit: Unit | undefined
  let item = -1
  const take: Route = (position, kind, entity, error) => {
    const processor = processors[position]
    const lastOf = lastWants[position]
    if (processor === undefined || lastOf === undefined || unit === undefined) return
    if (item < 0) item = numberOf(numbers, unit.view.key)
    const want = new Want(processor, unit, kind, entity, error)
    const last = lastOf[item]
    if (last === undefined) items[position]?.push(want)
    else last.next = want
    lastOf[item] = want
    wants.push(want)
    unit.wantCount += 1
  }
  for (const each of units) {
    unit = each
    item = -1
    each.firstWant = wants.length
    registry.route(each.view, take)
  }
  return { units, wants, items }
}

/** The wants of one record, in the registry's order. */
export const wantsOf = ({ wants }: Batch, { firstWant, wantCount }: Unit): readonly Want[] =>
  wants.slice(firstWant, firstWant + wantCount)

/**
 * Looks at every record and asks the registry who wants it.
 *
 * @throws PipelineError `record.malformed`, `delivery.no-records`
 */
export const planBatch = (
  registry: Registry,
  records: readonly StreamRecord[],
  originRules?: OriginRules,
  blobs?: FetchedBlobs,
): Batch => {
  if (!Array.isArray(records)) throw raise('delivery.no-records', { found: typeof records })
  return route(
    registry,
    unitsOf(inOrder(records.map((record: StreamRecord) => viewOf(record, originRules, blobs)))),
  )
}
