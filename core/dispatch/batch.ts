import type { FetchedBlobs } from '../blob/expand-image.ts'
import type { Entity } from '../entity/entity.ts'
import { raise } from '../errors/pipeline-error.ts'
import type { Processor } from '../processor/processor.ts'
import type { OriginRules } from '../record/origin.ts'
import type { RecordView } from '../record/record-view.ts'
import { compareSequenceNumbers } from '../record/sequence-number.ts'
import type { Kind, StreamRecord } from '../record/stream-record.ts'
import { viewOf } from '../record/view-of.ts'
import type { Registry } from '../registry/registry.ts'

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
  copies: number
}

/** A batch, looked at and routed, oldest record first. */
export interface Batch {
  readonly units: readonly Unit[]
  /** By processor, in the registry's order: its wants, oldest first. */
  readonly wants: readonly (readonly Want[])[]
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
    if (copy === undefined) units.push({ position: units.length, view, wants: [], copies: 1 })
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

const newWant = (processor: Processor, unit: Unit, kind: Kind, entity: Entity | undefined): Want => ({
  processor,
  unit,
  kind,
  entity,
  state: 'waiting',
  ran: false,
  attempts: 0,
  together: false,
  isShared: false,
  error: undefined,
})

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
  for (const unit of units) {
    registry.route(unit.view, (position, kind, entity, error) => {
      const processor = registry.processors[position]
      if (processor === undefined) return
      const want = newWant(processor, unit, kind, entity)
      want.error = error
      unit.wants.push(want)
      wants[position]?.push(want)
    })
  }
  return { units, wants }
}
