import type { FetchedBlobs } from '../blob/expand-image.ts'
import { deliveryFaults } from '../errors/delivery-faults.ts'
import { raise } from '../errors/pipeline-error.ts'
import type { OriginRules } from '../record/origin.ts'
import { compareSequenceNumbers } from '../record/sequence-number.ts'
import type { StreamRecord } from '../record/stream-record.ts'
import { Seen, lookAt, malformed } from '../record/view-of.ts'
import type { RecordView } from '../record/record-view.ts'
import type { Registry, Route } from '../registry/registry.ts'
import { isNameOfStream } from '../version/stream-name.ts'
import { problemWith, routing } from './malformed.ts'
import { Unit, Want } from './want.ts'

/** A batch, looked at and routed, oldest record first. */
export interface Batch {
  readonly units: readonly Unit[]
  /** Those of the oldest record first, and those of a record in the registry's order. */
  readonly wants: readonly Want[]
  /** By processor, in the registry's order: of each item that it wants the first want, oldest first. */
  readonly items: readonly (readonly Want[])[]
}

const compare = (a: Seen, b: Seen): number =>
  compareSequenceNumbers(a.view.sequenceNumber, b.view.sequenceNumber)

const inOrder = (all: readonly Seen[]): readonly Seen[] => {
  const isSorted = all.every((seen, index) => {
    const before = all[index - 1]
    return before === undefined || compare(before, seen) <= 0
  })
  return isSorted ? all : all.toSorted(compare)
}

const isSameRecord = (a: RecordView, b: RecordView): boolean =>
  a.sequenceNumber === b.sequenceNumber && a.key === b.key && a.streamArn === b.streamArn

/** In order, a copy stands right behind its record, or behind another key's record of the same number. */
const unitsOf = (all: readonly Seen[]): readonly Unit[] => {
  const units: Unit[] = []
  for (const { view, problem } of all) {
    const copy = findCopy(units, view)
    if (copy === undefined) units.push(new Unit(units.length, view, problem))
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
  const unroutable: Want[][] = []
  const numbers = new Map<string, number>()
  const lastWants = processors.map(() => new Array<Want | undefined>(units.length))
  let unit: Unit | undefined
  let item = -1
  const take: Route = (position, kind, entity, error) => {
    const processor = processors[position]
    const lastOf = lastWants[position]
    if (processor === undefined || lastOf === undefined || unit === undefined) return
    if (item < 0) {
      unit.problem ??= problemWith(unit.view)
      item = numberOf(numbers, unit.view.key)
    }
    if (unit.problem !== undefined) return
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
    if (each.problem === undefined) registry.route(each.view, take)
    // What was said while it was routed counts too.
    if (each.problem === undefined) continue
    const want = new Want(routing, each, each.view.kind, undefined, each.problem)
    unroutable.push([want])
    wants.push(want)
    each.wantCount = 1
  }
  return { units, wants, items: [...items, ...unroutable] }
}

/** The wants of one record, in the registry's order. */
export const wantsOf = ({ wants }: Batch, { firstWant, wantCount }: Unit): readonly Want[] =>
  wants.slice(firstWant, firstWant + wantCount)

/** How well an ARN names a stream: not at all, by some text, or as DynamoDB does. */
const legibility = (streamArn: string): number => (streamArn === '' ? 0 : isNameOfStream(streamArn) ? 2 : 1)

const unnamedStream = ({ view, problem }: Seen): Error | undefined =>
  problem ??
  malformed(
    view.record,
    view.streamArn === ''
      ? 'it has no eventSourceARN, which others of its batch have'
      : 'its eventSourceARN names no stream, as others of its batch do',
  )

/** Of a batch in which others name their stream, a record that does not is one of theirs that was damaged. */
const withStreams = (all: readonly Seen[]): readonly Seen[] => {
  const first = all[0]?.view.streamArn
  if (all.every(({ view }) => view.streamArn === first)) return all
  const arns = [...new Set(all.map(({ view }) => view.streamArn))]
  const best = Math.max(...arns.map(legibility))
  const damaged = new Set(arns.filter(arn => legibility(arn) < best))
  return all.map(seen => (damaged.has(seen.view.streamArn) ? new Seen(seen.view, unnamedStream(seen)) : seen))
}

/**
 * Looks at every record and asks the registry who wants it. One that is malformed is for nobody but {@link routing},
 * which sets it aside, so that it holds up nothing else.
 *
 * @throws PipelineError `record.unnamed`, `delivery.no-records`
 */
export const planBatch = (
  registry: Registry,
  records: readonly StreamRecord[],
  originRules?: OriginRules,
  blobs?: FetchedBlobs,
): Batch => {
  if (!Array.isArray(records)) throw raise(deliveryFaults, 'delivery.no-records', { found: typeof records })
  const seen = records.map((record: StreamRecord) => lookAt(record, originRules, blobs))
  return route(registry, unitsOf(inOrder(withStreams(seen))))
}
