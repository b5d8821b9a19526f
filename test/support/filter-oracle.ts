import type { Entity } from '../../core/entity/entity.ts'
import type { WhereCondition, Expression, Scalar } from '../../core/filter/expression.ts'
import type { AttributeValue, Image } from '../../core/attributes/attribute-value.ts'
import type { Origin } from '../../core/record/origin.ts'
import type { Kind } from '../../core/record/stream-record.ts'

// What filters mean, written down a second time and without regard to what a stream carries: to test the first.

/** A change with everything known about it. */
export interface WholeChange {
  readonly kind: Kind
  readonly old: Image | undefined
  readonly now: Image | undefined
  readonly origin: Origin
}

const at = (item: Image, path: string): AttributeValue | undefined => {
  const [first = '', second] = path.split('.')
  const value = item[first]
  return second === undefined || value === undefined ? value : 'M' in value ? value.M[second] : undefined
}

const is = (value: AttributeValue | undefined, wanted: Scalar): boolean => {
  if (value === undefined) return false
  if (wanted === null) return 'NULL' in value
  if (typeof wanted === 'string') return 'S' in value && value.S === wanted
  if (typeof wanted === 'boolean') return 'BOOL' in value && value.BOOL === wanted
  return 'N' in value && Number(value.N) === Number(wanted)
}

const meets = (value: AttributeValue | undefined, condition: WhereCondition): boolean => {
  if (typeof condition !== 'object' || condition === null) return is(value, condition)
  if ('oneOf' in condition) return condition.oneOf.some(each => is(value, each))
  if ('exists' in condition) return condition.exists === (value !== undefined)
  if ('prefix' in condition)
    return value !== undefined && 'S' in value && value.S.startsWith(condition.prefix)
  if ('gte' in condition)
    return value !== undefined && 'N' in value && Number(value.N) >= Number(condition.gte)
  throw new Error('no such condition is generated')
}

const isOf = (item: Image, { match }: Entity): boolean =>
  Object.entries(match).every(([name, wanted]) => {
    const value = item[name]
    const text = value !== undefined && 'S' in value ? value.S : undefined
    if (text === undefined) return false
    if (typeof wanted === 'string') return text === wanted
    return 'prefix' in wanted ? text.startsWith(wanted.prefix) : wanted.includes(text)
  })

const namedIn = (expr: Expression): readonly Entity[] =>
  expr.op === 'entity'
    ? [expr.entity]
    : expr.op === 'all' || expr.op === 'any'
      ? expr.of.flatMap(namedIn)
      : []

type Leaves = (leaf: Expression, isBelowNot: boolean) => boolean

const truth = (expr: Expression, leaves: Leaves, isBelowNot = false): boolean => {
  if (expr.op === 'all') return expr.of.every(part => truth(part, leaves, isBelowNot))
  if (expr.op === 'any') return expr.of.some(part => truth(part, leaves, isBelowNot))
  if (expr.op === 'not') return !truth(expr.of, leaves, !isBelowNot)
  return leaves(expr, isBelowNot)
}

const forSomeEntity = (
  expr: Expression,
  item: Image,
  leavesFor: (entity: Entity | undefined) => Leaves,
): boolean =>
  [...namedIn(expr), undefined].some(
    entity => (entity === undefined || isOf(item, entity)) && truth(expr, leavesFor(entity)),
  )

/** True when the filter selects the item by entity and `where`: words about the event say nothing of it. */
export const selects = (expr: Expression, item: Image | undefined): boolean =>
  item !== undefined &&
  forSomeEntity(expr, item, entity => (leaf, isBelowNot) => {
    if (leaf.op === 'always') return true
    if (leaf.op === 'entity') return isBelowNot ? isOf(item, leaf.entity) : leaf.entity === entity
    if (leaf.op === 'where') return meets(at(item, leaf.path), leaf.condition)
    return !isBelowNot
  })

const differs = (a: AttributeValue | undefined, b: AttributeValue | undefined): boolean => {
  if (a !== undefined && b !== undefined && 'N' in a && 'N' in b) return Number(a.N) !== Number(b.N)
  return JSON.stringify(a) !== JSON.stringify(b)
}

/** Whether the whole filter holds for the change as one of that entity, which is of that kind to it. */
const holdsFor = (
  expr: Expression,
  entity: Entity | undefined,
  { kind, old = {}, now = {}, origin }: WholeChange,
): boolean => {
  const item = kind === 'REMOVE' ? old : now
  return truth(expr, (leaf, isBelowNot) => {
    switch (leaf.op) {
      case 'entity':
        return isBelowNot ? isOf(item, leaf.entity) : leaf.entity === entity
      case 'kind':
        return leaf.kinds.includes(kind)
      case 'changed':
        return kind === 'MODIFY' && leaf.paths.some(path => differs(at(old, path), at(now, path)))
      case 'became':
        if (kind === 'REMOVE' || !is(at(now, leaf.path), leaf.value)) return false
        return kind === 'INSERT' || !is(at(old, leaf.path), leaf.value)
      case 'where':
        return meets(at(item, leaf.path), leaf.condition)
      case 'origin':
        return leaf.origins.includes(origin)
      default:
        return leaf.op === 'always'
    }
  })
}

/** What happened to an entity, and `undefined` when nothing did. */
const kindTo = (entity: Entity | undefined, { old, now }: WholeChange): Kind | undefined => {
  const was = old !== undefined && (entity === undefined || isOf(old, entity))
  const isNow = now !== undefined && (entity === undefined || isOf(now, entity))
  return isNow ? (was ? 'MODIFY' : 'INSERT') : was ? 'REMOVE' : undefined
}

/** As what a filter over events of at most one entity wants the change. */
export const eventKind = (expr: Expression, change: WholeChange): Kind | undefined => {
  const entity = namedIn(expr)[0]
  const kind = kindTo(entity, change)
  return kind !== undefined && holdsFor(expr, entity, { ...change, kind }) ? kind : undefined
}

/** True when the words about the event let the change of an item that stays through, for one of the entities. */
export const letsThrough = (expr: Expression, change: WholeChange): boolean =>
  [...namedIn(expr), undefined].some(
    entity =>
      (entity === undefined || (change.now !== undefined && isOf(change.now, entity))) &&
      holdsFor(expr, entity, { ...change, kind: 'MODIFY' }),
  )
