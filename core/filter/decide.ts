import type { Entity } from '../entity/entity.ts'
import type { Processor } from '../processor/processor.ts'
import type { RecordView } from '../record/record-view.ts'
import type { Kind } from '../record/stream-record.ts'
import type { Subject } from './evaluate.ts'
import { entitiesOf, evaluate } from './evaluate.ts'
import type { Expression } from './expression.ts'
import { asksPredicate, kindsOf, narrow } from './narrow.ts'
import type { Decision } from './decision.ts'
import { eventDecision, kindsBy, stateDecision } from './decision.ts'
import type { Side } from './image-sides.ts'
import { existsOn, isOfEntity } from './image-sides.ts'
import type { Moves } from './moves.ts'
import { mayMove } from './moves.ts'
import type { Truth } from './truth.ts'
import { both } from './truth.ts'

/** That a processor wants a record, or may: as a change of which entity, and what happened to it. */
export interface Hit extends Decision {
  readonly entity: Entity | undefined
}

/** Decides whether a processor wants a record. */
export type Decide = (view: RecordView) => Hit | undefined

/**
 * Where two entities of a filter meet in one record, the one that the item is now comes before the one it was. An
 * unclear one keeps its place: whether it is wanted decides as what the record is.
 */
const prevailing = (found: Hit | undefined, next: Hit): Hit =>
  found === undefined || (found.kind === 'REMOVE' && next.kind !== 'REMOVE') ? next : found

/** An entity that the filter can be about, and what the filter says besides. */
interface Case {
  readonly entity: Entity | undefined
  readonly rest: Expression
  readonly hits: Hits
}

/** Made once: a record has one for each processor that wants it. */
interface Hits {
  readonly clear: Readonly<Record<Kind, Hit>>
  readonly unclear: Readonly<Record<Kind, Hit>>
}

const always: Expression = Object.freeze({ op: 'always' })

const hitsOf = (entity: Entity | undefined): Hits => {
  const all = (isUnclear: boolean): Hits['clear'] => ({
    INSERT: { kind: 'INSERT', entity, isUnclear },
    MODIFY: { kind: 'MODIFY', entity, isUnclear },
    REMOVE: { kind: 'REMOVE', entity, isUnclear },
  })
  return { clear: all(false), unclear: all(true) }
}

const hitFor = ({ hits }: Case, decision: Decision | undefined): Hit | undefined =>
  decision && (decision.isUnclear ? hits.unclear : hits.clear)[decision.kind]

const casesOf = (expr: Expression): readonly Case[] =>
  entitiesOf(expr).map(entity => ({ entity, rest: narrow(expr, entity), hits: hitsOf(entity) }))

const holds = ({ rest }: Case, subject: Subject): Truth =>
  rest.op === 'always' ? true : evaluate(rest, subject)

/** A case of a filter over events, and the kinds of change for which it may hold. */
interface EventCase extends Case {
  readonly kinds: readonly Kind[]
}

const holdsAs = (each: EventCase, view: RecordView, kind: Kind): Truth => {
  if (!each.kinds.includes(kind)) return false
  return holds(each, { view, side: kind === 'REMOVE' ? 'old' : 'new', kind, entity: each.entity })
}

const untoldEvent = (each: EventCase, view: RecordView, isOld: Truth, isNew: Truth): Hit | undefined =>
  hitFor(
    each,
    eventDecision(view.kind, kindsBy(isOld, isNew), kind => holdsAs(each, view, kind)),
  )

const eventHit = (each: EventCase, view: RecordView): Hit | undefined => {
  const { entity, kinds } = each
  // Only a MODIFY can be another kind to the entity than it is to the table.
  if (view.kind !== 'MODIFY' && !kinds.includes(view.kind)) return undefined
  const isNew = entity === undefined ? view.kind !== 'REMOVE' : isOfEntity(view, 'new', entity)
  const isOld = entity === undefined ? view.kind !== 'INSERT' : isOfEntity(view, 'old', entity)
  if (isNew === undefined || isOld === undefined) return untoldEvent(each, view, isOld, isNew)
  const kind = isNew ? (isOld ? 'MODIFY' : 'INSERT') : isOld ? 'REMOVE' : undefined
  if (kind === undefined) return undefined
  const truth = holdsAs(each, view, kind)
  if (truth === false) return undefined
  return truth === true ? each.hits.clear[kind] : each.hits.unclear[kind]
}

/** For a processor that wants every event: the change of an entity, if the whole expression holds for it. */
export const decideEvent = (expr: Expression): Decide => {
  const cases = casesOf(expr).map(({ entity, rest, hits }) => {
    const kinds = kindsOf(rest)
    return { entity, hits, kinds, rest: rest.op === 'kind' ? always : rest }
  })
  const isThorough = asksPredicate(expr)
  return view => {
    let found: Hit | undefined
    for (const each of cases) {
      const hit = eventHit(each, view)
      if (hit === undefined) continue
      found = prevailing(found, hit)
      // Nothing prevails over what an item now is, so nothing more need be asked.
      if (found.kind !== 'REMOVE' && !isThorough) return found
    }
    return found
  }
}

/** Whether the filter holds the item as it was on that side. */
const heldOn = (each: Case, view: RecordView, side: Side, how?: Partial<Subject>): Truth => {
  const { entity, rest } = each
  if (!existsOn(view, side)) return false
  const isOf = entity === undefined ? true : isOfEntity(view, side, entity)
  if (isOf === false || rest.op === 'always') return isOf
  return both(isOf, evaluate(rest, { ...how, view, side, kind: undefined, entity }))
}

/**
 * True where the item only changed its entity, or the branch of the filter that holds it, perhaps to one that leaves it
 * to the region that wrote it: then it has not left the sink.
 */
const isStillHeld = (cases: readonly Case[], view: RecordView): boolean =>
  cases.some(each => heldOn(each, view, 'new', { isWriters: true, predicateKind: 'MODIFY' }) === true)

/** Where words about the event let nothing through, what moves in the sink does it all the same. */
const passes = (each: Case, view: RecordView, moves: Moves | undefined): Truth => {
  const { entity } = each
  const truth = holds(each, { view, side: 'new', kind: 'MODIFY', entity })
  return truth === false && moves !== undefined ? mayMove(moves, view, entity) : truth
}

const stateHit = (each: Case, view: RecordView, moves: Moves | undefined): Hit | undefined => {
  const { entity } = each
  return hitFor(
    each,
    stateDecision({
      was: heldOn(each, view, 'old'),
      is: heldOn(each, view, 'new'),
      enters: predicateKind => holds(each, { view, side: 'new', kind: undefined, entity, predicateKind }),
      gate: () => passes(each, view, moves),
    }),
  )
}

/**
 * For a processor whose sink holds state: the sink is to hold exactly the items that the filter selects by entity and
 * `where`. So an item that enters is an INSERT, one that leaves is a REMOVE, whatever `.on()`, `.changed()` and
 * `.origin()` say; those words thin out only the changes of items that stay. Only predicates can keep an item from
 * entering, and a filter without replicas leaves to another region what that region wrote last.
 *
 * @param moves - changes of items that stay which no word about the event keeps away
 */
export const decideState = (expr: Expression, moves?: Moves): Decide => {
  const cases = casesOf(expr)
  const isThorough = asksPredicate(expr)
  return view => {
    let found: Hit | undefined
    for (const each of cases) {
      const hit = stateHit(each, view, moves)
      if (hit === undefined) continue
      found = prevailing(found, hit)
      if (found.kind !== 'REMOVE' && !isThorough) return found
    }
    return found?.kind === 'REMOVE' && isStillHeld(cases, view) ? undefined : found
  }
}

/** Decides as a processor's sink asks for: by its state, or by the event. */
export const decideFor = ({ filter, sink, moves }: Pick<Processor, 'filter' | 'sink' | 'moves'>): Decide =>
  sink === 'state' ? decideState(filter.expr, moves) : decideEvent(filter.expr)
