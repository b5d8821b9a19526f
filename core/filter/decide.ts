import type { Entity } from '../entity/entity.ts'
import type { RecordView } from '../record/record-view.ts'
import type { Kind } from '../record/stream-record.ts'
import { entitiesOf, evaluate } from './evaluate.ts'
import type { Expression } from './expression.ts'
import { asksPredicate, kindsOf, narrow } from './narrow.ts'
import type { Side } from './sides.ts'
import { existsOn, isOfEntity, kindFor } from './sides.ts'

/** That a processor wants a record: as a change of which entity, and what happened to it. */
export interface Hit {
  readonly kind: Kind
  readonly entity: Entity | undefined
}

/** Decides whether a processor wants a record. */
export type Decide = (view: RecordView) => Hit | undefined

/** Where two entities of a filter meet in one record, the one that the item is now comes before the one it was. */
const prevailing = (found: Hit | undefined, next: Hit): Hit =>
  found === undefined || (found.kind === 'REMOVE' && next.kind !== 'REMOVE') ? next : found

/** An entity that the filter can be about, and what the filter says besides. */
interface Case {
  readonly entity: Entity | undefined
  readonly rest: Expression
  /** Made once: a record has one for each processor that wants it. */
  readonly hits: Readonly<Record<Kind, Hit>>
}

const always: Expression = Object.freeze({ op: 'always' })

const hitsOf = (entity: Entity | undefined): Case['hits'] => ({
  INSERT: { kind: 'INSERT', entity },
  MODIFY: { kind: 'MODIFY', entity },
  REMOVE: { kind: 'REMOVE', entity },
})

const casesOf = (expr: Expression): readonly Case[] =>
  entitiesOf(expr).map(entity => ({ entity, rest: narrow(expr, entity), hits: hitsOf(entity) }))

/** What cannot be told counts as met: a change is rather seen once too often than never. */
const mayBe = ({ entity, rest }: Case, view: RecordView, side: Side, kind: Kind | undefined): boolean =>
  rest.op === 'always' || evaluate(rest, { view, side, kind, entity }) !== false

/** The change of an entity that a record is, if it is of one of these kinds. */
const kindAmong = (
  kinds: readonly Kind[],
  view: RecordView,
  entity: Entity | undefined,
): Kind | undefined => {
  // Only a MODIFY can be another kind to the entity than it is to the table.
  if (view.kind !== 'MODIFY' && !kinds.includes(view.kind)) return undefined
  const kind = kindFor(view, entity)
  return kind !== undefined && kinds.includes(kind) ? kind : undefined
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
      const kind = kindAmong(each.kinds, view, each.entity)
      if (kind === undefined || !mayBe(each, view, kind === 'REMOVE' ? 'old' : 'new', kind)) continue
      found = prevailing(found, each.hits[kind])
      // Nothing prevails over what an item now is, so nothing more need be asked.
      if (found.kind !== 'REMOVE' && !isThorough) return found
    }
    return found
  }
}

/** True when the filter may hold the item as it was on that side; what an image that is not carried says is open. */
const mayHold = (each: Case, view: RecordView, side: Side): boolean => {
  if (!existsOn(view, side)) return false
  if (each.entity !== undefined) {
    const isOf = isOfEntity(view, side, each.entity)
    if (isOf === false || (isOf === undefined && side === 'new')) return false
  }
  return mayBe(each, view, side, undefined)
}

const hitFor = (each: Case, view: RecordView): Hit | undefined => {
  const { entity, rest, hits } = each
  const wasHeld = mayHold(each, view, 'old')
  const isHeld = mayHold(each, view, 'new')
  if (!isHeld) return wasHeld ? hits.REMOVE : undefined
  // The sides agree that the item stays, so here the words about the event do count.
  if (wasHeld) return mayBe(each, view, 'new', 'MODIFY') ? hits.MODIFY : undefined
  return entersBy(rest, view, entity) ? hits.INSERT : undefined
}

/** An item that enters is always wanted, whatever kinds and paths the filter names; only a predicate can refuse it. */
const entersBy = (expr: Expression, view: RecordView, entity: Entity | undefined): boolean => {
  if (expr.op === 'matching') return evaluate(expr, { view, side: 'new', kind: 'INSERT', entity }) !== false
  if (expr.op === 'all') return expr.of.every(part => entersBy(part, view, entity))
  if (expr.op === 'any') return expr.of.some(part => entersBy(part, view, entity))
  return evaluate(expr, { view, side: 'new', kind: undefined, entity }) !== false
}

/**
 * For a processor whose sink holds state: the sink is to hold exactly the items that the filter selects. So an item
 * that enters is an INSERT, one that leaves is a REMOVE, whatever `.on()` and `.changed()` say; those words thin out
 * only the changes of items that stay.
 */
export const decideState = (expr: Expression): Decide => {
  const cases = casesOf(expr)
  const isThorough = asksPredicate(expr)
  return view => {
    let found: Hit | undefined
    for (const each of cases) {
      const hit = hitFor(each, view)
      if (hit === undefined) continue
      found = prevailing(found, hit)
      if (found.kind !== 'REMOVE' && !isThorough) return found
    }
    return found
  }
}
