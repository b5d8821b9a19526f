import { changeOf } from '../change/change-of.ts'
import { attributeAt, attributeChanged } from '../diff/attribute-at.ts'
import type { Entity } from '../entity/entity.ts'
import type { RecordView } from '../record/record-view.ts'
import type { Kind } from '../record/stream-record.ts'
import { conditionHolds, equalsScalar } from './condition-holds.ts'
import type { Expression } from './expression.ts'
import type { Side } from './sides.ts'
import { hasImage, isOfEntity, valueAt } from './sides.ts'
import type { Truth } from './truth.ts'
import { negated } from './truth.ts'

/**
 * What an expression is asked about. With a `kind` it is the change; without one it is the item as it was on
 * `side`: whether the filter would hold it, so words about the event cannot be told.
 */
export interface Subject {
  readonly view: RecordView
  readonly side: Side
  readonly kind: Kind | undefined
  /** The entity whose change this is; other entities that the filter names are not meant. */
  readonly entity: Entity | undefined
}

/** A kind of leaf, and what its readers need of it. */
export type Leaf = Exclude<
  Expression,
  { readonly op: 'all' } | { readonly op: 'any' } | { readonly op: 'not' }
>

const changed = ({ view, kind }: Subject, paths: readonly string[]): Truth => {
  if (kind !== 'MODIFY') return kind === undefined ? undefined : false
  if (!hasImage(view, 'old') || !hasImage(view, 'new')) return undefined
  return paths.some(path => attributeChanged(valueAt(view, 'old', path), valueAt(view, 'new', path)))
}

const became = ({ view, kind }: Subject, leaf: Extract<Leaf, { op: 'became' }>): Truth => {
  if (kind === undefined || kind === 'REMOVE') return kind === undefined ? undefined : false
  if (!hasImage(view, 'new')) return undefined
  if (!equalsScalar(valueAt(view, 'new', leaf.path), leaf.value)) return false
  if (kind === 'INSERT') return true
  return hasImage(view, 'old') ? !equalsScalar(valueAt(view, 'old', leaf.path), leaf.value) : undefined
}

const where = ({ view, side }: Subject, leaf: Extract<Leaf, { op: 'where' }>): Truth => {
  if (hasImage(view, side)) return conditionHolds(valueAt(view, side, leaf.path), leaf.condition)
  const key = attributeAt(view.keys, leaf.path)
  return key && conditionHolds(key, leaf.condition)
}

const matching = ({ view, kind, entity }: Subject, leaf: Extract<Leaf, { op: 'matching' }>): Truth => {
  if (kind === undefined) return undefined
  // Images as they are stored: the schema runs later, when the change is delivered.
  const change = changeOf(view, kind, entity && { ...entity, schema: undefined })
  return leaf.test(change)
}

/** Whether a leaf holds. `negative`: it stands below a `not`, where an entity is a condition like any other. */
export const leafHolds = (leaf: Leaf, subject: Subject, negative: boolean): Truth => {
  switch (leaf.op) {
    case 'always':
      return true
    case 'entity':
      return negative ? isOfEntity(subject.view, subject.side, leaf.entity) : leaf.entity === subject.entity
    case 'kind':
      return subject.kind === undefined ? undefined : leaf.kinds.includes(subject.kind)
    case 'changed':
      return changed(subject, leaf.paths)
    case 'became':
      return became(subject, leaf)
    case 'where':
      return where(subject, leaf)
    case 'origin':
      return leaf.origins.includes(subject.view.origin)
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
