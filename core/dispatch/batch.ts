import type { FetchedBlobs } from '../blob/expand-image.ts'
import type { Entity } from '../entity/entity.ts'
import { raise } from '../errors/pipeline-error.ts'
import type { Processor } from '../processor/processor.ts'
import type { OriginRules } from '../record/origin.ts'
import type { RecordView } from '../record/record-view.ts'
import { compareSequenceNumbers } from '../record/sequence-number.ts'
import type { Kind, StreamRecord } from '../record/stream-record.ts'
import { viewOf } from '../record/view-of.ts'
import type { Registry, Route } from '../registry/registry.ts'

/** Where a (processor, record) stands. Whatever still waits or runs at the end is to be retried. */
export type WantState = 'waiting' | 'running' | 'applied' | 'unchanged' | 'parked' | 'retry'

/** That a processor wants a record, and how far it has come. The only thing that changes during a dispatch. */
export interface Want {
  readonly processor: Processor
  readonly unit: Unit
  readonly kind: Kind
  readonly entity: Entity | undefined
  state: WantState
  ran: boolean
  /** Failed or cut-off tries so far, this one included once it is over. */
  attempts: number
  /** The next try is to be alone. */
  together: boolean
  /** It is in a call with others, so that nobody can say whose fault it is when the call never ends. */
  isShared: boolean
  error: Error | undefined
}

/** A record of the batch; the same record delivered twice in one event is one unit. */
export interface Unit {
  /** Its rank in the batch, from 0. */
  readonly position: number
  readonly view: RecordView
  readonly wants: Want[]
  /** Number of its item in the batch, so that a key is hashed once and not once per processor; -1 while unwanted. */
  item: number
  copies: number
}

/** A batch, looked at and routed, oldest record first. */
export interface Batch {
  readonly units: readonly Unit[]
  /** By processor, in the registry's order: its wants, oldest first. */
  readonly wants: readonly (readonly Want[])[]
  /** Different items that are wanted. */
  readonly itemCount: number
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
    if (copy === undefined) units.push({ position: units.length, view, wants: [], item: -1, copies: 1 })
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

const newWant = (
  processor: Processor,
  unit: Unit,
  kind: Kind,
  entity: Entity | undefined,
  error: Error | undefined,
): Want => ({
  processor,
  unit,
  kind,
  entity,
  state: 'waiting',
  ran: false,
  attempts: 0,
  together: false,
  isShared: false,
  error,
})

/** Notes who wants a record: with the record, and with whoever wants it. */
const router = (registry: Registry, wants: readonly Want[][]): ((unit: Unit) => void) => {
  let routed: Unit | undefined
  const take: Route = (position, kind, entity, error) => {
    const processor = registry.processors[position]
    if (processor === undefined || routed === undefined) return
    const want = newWant(processor, routed, kind, entity, error)
    routed.wants.push(want)
    wants[position]?.push(want)
  }
  return unit => {
    routed = unit
    registry.route(unit.view, take)
  }
}

const numberOf = (items: Map<string, number>, key: string): number => {
  const known = items.get(key)
  if (known !== undefined) return known
  items.set(key, items.size)
  return items.size - 1
}

/** Numbers the items of wanted records, from 0, and says how many there are. */
const numberItems = (units: readonly Unit[]): number => {
  const items = new Map<string, number>()
  for (const unit of units) if (unit.wants.length > 0) unit.item = numberOf(items, unit.view.key)
  return items.size
}

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
  const units = unitsOf(inOrder(records.map((record: StreamRecord) => viewOf(record, originRules, blobs))))
  const wants: Want[][] = registry.processors.map(() => [])
  units.forEach(router(registry, wants))
  return { units, wants, itemCount: numberItems(units) }
}
