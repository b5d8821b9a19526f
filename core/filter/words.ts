import type { AnyChange } from '../change/change.ts'
import type { Entity } from '../entity/entity.ts'
import type { UnknownItem } from '../entity/define-entity.ts'
import { filterFaults } from '../errors/filter-faults.ts'
import { raise } from '../errors/pipeline-error.ts'
import { frozenCopy } from '../frozen-copy.ts'
import { pathProblem } from '../path/path-parts.ts'
import type { Kind } from '../record/stream-record.ts'
import type { Origin } from '../record/origin.ts'
import type { Expression, Scalar, WhereCondition } from './expression.ts'
import type { EntityFilter, Filter, Selected } from './filter.ts'
import { conditionProblem, scalarProblem, singleWords } from './single-words.ts'

const refuse = (word: string, problem: string): never => {
  throw raise(filterFaults, 'filter.argument-invalid', { word, problem })
}

const some = (word: string, values: readonly unknown[], what: string): void => {
  if (values.length === 0) refuse(word, `needs at least one ${what}`)
}

const checkedPath = (word: string, path: string): string => {
  const problem = pathProblem(path)
  return problem === undefined ? path : refuse(word, `got a path that ${problem}`)
}

/** A project without types may name what never comes, and would wait for it for ever. */
const named = <V extends string>(word: string, values: readonly V[], known: readonly V[]): readonly V[] => {
  some(word, values, known.join(', '))
  const unknown = values.find(value => !known.includes(value))
  return unknown === undefined
    ? Object.freeze([...values])
    : refuse(word, `takes ${known.join(', ')}, not ${JSON.stringify(unknown)}`)
}

const everyKind: readonly Kind[] = ['INSERT', 'MODIFY', 'REMOVE']
const everyOrigin: readonly Origin[] = ['user', 'ttl', 'replica', 'self']

const checkedScalar = (word: string, path: string, value: Scalar): Scalar => {
  const problem = scalarProblem(value)
  return problem === undefined ? frozenCopy(value) : refuse(word, `got a value for ${path} that ${problem}`)
}

const frozen = (expr: Expression): Expression => Object.freeze(expr)

/** Conditions are and-ed, so `when(A).on('MODIFY').changed('x')` stays one flat list. */
const and = (left: Expression, ...right: readonly Expression[]): Expression => {
  const base = left.op === 'all' ? left.of : left.op === 'always' ? [] : [left]
  const of = Object.freeze([...base, ...right])
  const [only] = of
  return of.length === 1 && only !== undefined ? only : frozen({ op: 'all', of })
}

const wordsAt = (path: string, condition: WhereCondition | undefined): readonly Expression[] => {
  checkedPath('where', path)
  // Taken for no condition, it would want everything where a setting is missing.
  if (condition === undefined) return refuse('where', `got undefined for ${path}: leave it out instead`)
  const problem = conditionProblem(condition)
  if (problem !== undefined) return refuse('where', `got a condition for ${path} that ${problem}`)
  return singleWords(condition).map(word => frozen({ op: 'where', path, condition: frozenCopy(word) }))
}

const conditionsOf = (
  conditions: Readonly<Record<string, WhereCondition | undefined>>,
): readonly Expression[] => {
  const all = Object.entries(conditions)
  some('where', all, 'attribute')
  return all.flatMap(([path, condition]) => wordsAt(path, condition))
}

const withWords = (expr: Expression): EntityFilter<string, UnknownItem> => ({
  expr,
  on: (...kinds) => refined(expr, { op: 'kind', kinds: named('on', kinds, everyKind) }),
  changed: (...paths) => {
    some('changed', paths, 'attribute')
    return refined(expr, {
      op: 'changed',
      paths: Object.freeze(paths.map(path => checkedPath('changed', path))),
    })
  },
  became: (path, value) =>
    refined(expr, {
      op: 'became',
      path: checkedPath('became', path),
      value: checkedScalar('became', path, value),
    }),
  where: conditions => refined(expr, ...conditionsOf(conditions)),
  origin: (...origins) => refined(expr, { op: 'origin', origins: named('origin', origins, everyOrigin) }),
  expired: () =>
    refined(expr, { op: 'kind', kinds: Object.freeze(['REMOVE']) }, { op: 'origin', origins: ['ttl'] }),
  matching: (test, label = 'matching') =>
    // The filter hands the predicate what its words promise, so the change type may be erased in the data.
    refined(expr, { op: 'matching', label, test: test as (change: unknown) => boolean }),
})

/**
 * What a word guarantees is known to the types of `EntityFilter` only; the data is the same for all. `never` fits
 * every one of those types.
 */
const refined = (expr: Expression, ...more: readonly Expression[]): never =>
  Object.freeze(withWords(and(expr, ...more.map(frozen)))) as never

/**
 * A filter over the items of an entity. `kind` is what happened to the entity: an item that becomes a product by a
 * MODIFY is an INSERT to `when(Product)`, one that stops being a product a REMOVE.
 *
 * An image that the stream does not carry cannot be asked. Where the decision rests on it, the record is neither
 * dropped nor delivered: it is parked as `record.image-missing`, or its item refreshed.
 *
 * @example
 * ```ts
 * when(Order).on('MODIFY').changed('status').where({ total: { gte: 100 } })
 * ```
 */
export const when = <N extends string, T>(of: Entity<N, T>): EntityFilter<N, T> =>
  refined({ op: 'always' }, { op: 'entity', entity: of })

/** A filter over all records, whatever their entity; images are of unknown shape. */
export const everything = (): EntityFilter<'', UnknownItem> => refined({ op: 'always' })

const combined = (op: 'all' | 'any', filters: readonly Filter[]): Filter => {
  some(`${op}Of`, filters, 'filter')
  const of = Object.freeze(filters.map(({ expr }) => expr))
  return Object.freeze({ expr: frozen({ op, of }) })
}

/** Wanted by one of these filters; the change is narrowed by `entity` and `kind`. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export const anyOf = <const F extends readonly Filter<any>[]>(...filters: F): Filter<Selected<F[number]>> =>
  combined('any', filters) as Filter<Selected<F[number]>>

/** Wanted by all of these filters; the type is the first one's, which therefore names the entity. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export const allOf = <C extends AnyChange>(first: Filter<C>, ...rest: readonly Filter<any>[]): Filter<C> =>
  combined('all', [first, ...rest]) as Filter<C>

/** Wanted where the filter does not want. Says nothing about the entity, so put it into `allOf` after one that does. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export const not = (filter: Filter<any>): Filter =>
  Object.freeze({ expr: frozen({ op: 'not', of: filter.expr }) })
