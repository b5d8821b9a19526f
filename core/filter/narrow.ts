import type { Entity } from '../entity/entity.ts'
import type { Kind } from '../record/stream-record.ts'
import type { Expression } from './expression.ts'

const always: Expression = Object.freeze({ op: 'always' })
const never: Expression = Object.freeze({ op: 'any', of: Object.freeze([]) })

const isNever = (expr: Expression): boolean => expr.op === 'any' && expr.of.length === 0

/** True when a predicate is asked: it may throw, so whether it is asked must not depend on what else is known. */
export const asksPredicate = (expr: Expression): boolean => {
  if (expr.op === 'all' || expr.op === 'any') return expr.of.some(asksPredicate)
  return expr.op === 'matching' || (expr.op === 'not' && asksPredicate(expr.of))
}

const narrowed = (expr: Expression, entity: Entity | undefined): Expression => {
  if (expr.op === 'entity') return expr.entity === entity ? always : never
  if (expr.op !== 'all' && expr.op !== 'any') return expr
  const parts = expr.of.map(part => narrowed(part, entity))
  const isDecided = expr.op === 'all' ? parts.some(isNever) : parts.some(({ op }) => op === 'always')
  if (isDecided) return expr.op === 'all' ? never : always
  const of = parts.filter(part => part.op !== 'always' && !isNever(part))
  const [only] = of
  if (only === undefined) return expr.op === 'all' ? always : never
  return of.length === 1 ? only : { op: expr.op, of }
}

/**
 * What is left of an expression once it is known whose change it is asked about: for most filters nothing, or one
 * condition. So a record pays for its own entity's words only.
 */
export const narrow = (expr: Expression, entity: Entity | undefined): Expression =>
  asksPredicate(expr) ? expr : narrowed(expr, entity)

const allKinds: readonly Kind[] = Object.freeze(['INSERT', 'MODIFY', 'REMOVE'])

const namedKinds = (expr: Expression): readonly Kind[] => {
  if (expr.op === 'kind') return expr.kinds
  if (expr.op === 'changed') return ['MODIFY']
  if (expr.op !== 'all') return allKinds
  const parts = expr.of.map(namedKinds)
  return allKinds.filter(kind => parts.every(kinds => kinds.includes(kind)))
}

/** The kinds of change for which an expression may hold: the cheapest thing to ask a record first. */
export const kindsOf = (expr: Expression): readonly Kind[] =>
  asksPredicate(expr) ? allKinds : namedKinds(expr)
