import { changeOf } from '../change/change-of.ts'
import { isLeftPromise } from '../concurrency/leave-alone.ts'
import { attributeAt, attributeChanged } from '../diff/attribute-at.ts'
import type { Entity } from '../entity/entity.ts'
import { isPipelineError } from '../errors/pipeline-error.ts'
import type { Origin } from '../record/origin.ts'
import type { RecordView } from '../record/record-view.ts'
import type { Kind } from '../record/stream-record.ts'
import { conditionHolds, equalsScalar } from './condition-holds.ts'
import type { Expression } from './expression.ts'
import type { Side } from './image-sides.ts'
import { isOfEntity, isTold, toldAt } from './image-sides.ts'
import type { Truth } from './truth.ts'
import { negated } from './truth.ts'

/**
 * What an expression is asked about. With a `kind` it is the change. Without one it is the item as it was on `side`:
 * whether the filter would hold it. Then words about the event speak in its favour: they say which changes are
 * written, not what is held.
 */
export interface Subject {
  readonly view: RecordView
  readonly side: Side
  readonly kind: Kind | undefined
  /** The entity whose change this is; other entities that the filter names are not meant. */
  readonly entity: Entity | undefined
  /** Without a `kind`: the question is put for the region that last wrote the item, whichever that is. */
  readonly isWriters?: true
  /** Without a `kind`: predicates are asked all the same, about a change of this kind. */
  readonly predicateKind?: Kind
}

/** A kind of leaf, and what its readers need of it. */
export type LeafExpression = Exclude<
  Expression,
  { readonly op: 'all' } | { readonly op: 'any' } | { readonly op: 'not' }
>

/** A key never changes, so only other paths are of interest. */
const changed = ({ view, kind }: Subject, paths: readonly string[]): Truth => {
  if (kind !== 'MODIFY') return false
  const others = paths.filter(path => attributeAt(view.keys, path) === undefined)
  if (others.some(path => !isTold(view, 'old', path) || !isTold(view, 'new', path))) return undefined
  return others.some(path => attributeChanged(toldAt(view, 'old', path), toldAt(view, 'new', path)))
}

const became = (
  { view, kind }: Subject,
  { path, value }: Extract<LeafExpression, { op: 'became' }>,
): Truth => {
  if (kind === 'REMOVE') return false
  const isValue = (side: Side): Truth =>
    isTold(view, side, path) ? equalsScalar(toldAt(view, side, path), value) : undefined
  const isNow = isValue('new')
  if (kind === 'INSERT' || isNow === false) return isNow
  const was = isValue('old')
  return was === true ? false : was === false ? isNow : undefined
}

const where = (
  { view, side }: Subject,
  { path, condition }: Extract<LeafExpression, { op: 'where' }>,
): Truth => (isTold(view, side, path) ? conditionHolds(toldAt(view, side, path), condition) : undefined)

const matching = (
  { view, kind, predicateKind = kind, entity }: Subject,
  leaf: Extract<LeafExpression, { op: 'matching' }>,
): Truth => {
  if (predicateKind === undefined) return undefined
  try {
    // Images as they are stored: the schema runs later, when the change is delivered.
    const said: unknown = leaf.test(changeOf(view, predicateKind, entity && { ...entity, schema: undefined }))
    // A promise would count as a yes, whatever comes of it.
    if (isLeftPromise(said)) throw new TypeError('it gave a promise, which no filter waits for')
    return Boolean(said)
  } catch (error) {
    if (isPipelineError(error) && error.code === 'record.image-missing') return undefined
    throw error
  }
}

/**
 * Whether the filter would hold an item for all that an origin word says. A filter without replicas says that the
 * sink belongs to the region that writes, so the item's last writer decides, whatever the origin; nothing else counts.
 */
const holdsOrigin = ({ view, isWriters }: Subject, includesReplica: boolean, negative: boolean): Truth => {
  if (isWriters) return !negative
  const { isReplicated } = view
  if (includesReplica === !negative || isReplicated === false) return !negative
  return isReplicated === true ? includesReplica : undefined
}

const isOfOrigin = (subject: Subject, origins: readonly Origin[], negative: boolean): Truth => {
  if (subject.kind === undefined) return holdsOrigin(subject, origins.includes('replica'), negative)
  const { origin } = subject.view
  return origin && origins.includes(origin)
}

/** What a word about the event says of an item rather than of a change: whatever is in its favour. */
const inFavour = ({ kind, predicateKind }: Subject, { op }: LeafExpression): boolean =>
  kind === undefined &&
  (op === 'kind' || op === 'changed' || op === 'became' || (op === 'matching' && predicateKind === undefined))

/** Whether a leaf holds. `negative`: it stands below a `not`, where an entity is a condition like any other. */
const leafHolds = (leaf: LeafExpression, subject: Subject, negative: boolean): Truth => {
  if (inFavour(subject, leaf)) return !negative
  switch (leaf.op) {
    case 'always':
      return true
    case 'entity':
      return negative ? isOfEntity(subject.view, subject.side, leaf.entity) : leaf.entity === subject.entity
    case 'kind':
      return subject.kind && leaf.kinds.includes(subject.kind)
    case 'changed':
      return changed(subject, leaf.paths)
    case 'became':
      return became(subject, leaf)
    case 'where':
      return where(subject, leaf)
    case 'origin':
      return isOfOrigin(subject, leaf.origins, negative)
    case 'matching':
      return matching(subject, leaf)
  }
}

/** False beats unknown beats true. */
const allHold = (parts: readonly Expression[], subject: Subject, negative: boolean): Truth => {
  let result: Truth = true
  for (const part of parts) {
    const truth = evaluate(part, subject, negative)
    if (truth === false) return false
    if (truth === undefined) result = undefined
  }
  return result
}

/** True beats unknown beats false. */
const anyHolds = (parts: readonly Expression[], subject: Subject, negative: boolean): Truth => {
  let result: Truth = false
  for (const part of parts) {
    const truth = evaluate(part, subject, negative)
    if (truth === true) return true
    if (truth === undefined) result = undefined
  }
  return result
}

/** Whether an expression holds, in three values. */
export const evaluate = (expr: Expression, subject: Subject, negative = false): Truth => {
  switch (expr.op) {
    case 'all':
      return allHold(expr.of, subject, negative)
    case 'any':
      return anyHolds(expr.of, subject, negative)
    case 'not':
      return negated(evaluate(expr.of, subject, !negative))
    default:
      return leafHolds(expr, subject, negative)
  }
}

/** The entities that an expression can be about: those that it names other than in a `not`. */
export const entitiesOf = (expr: Expression): readonly (Entity | undefined)[] => {
  const found = new Set<Entity>()
  const walk = (part: Expression): void => {
    if (part.op === 'entity') found.add(part.entity)
    else if (part.op === 'all' || part.op === 'any') part.of.forEach(walk)
  }
  walk(expr)
  return hasBranchWithoutEntity(expr) ? [...found, undefined] : [...found]
}

const hasBranchWithoutEntity = (expr: Expression): boolean => {
  if (expr.op === 'entity') return false
  if (expr.op === 'all') return expr.of.every(hasBranchWithoutEntity)
  return expr.op === 'any' ? expr.of.some(hasBranchWithoutEntity) : true
}
