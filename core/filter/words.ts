import type { AnyChange } from '../change/change.ts'
import type { Entity } from '../entity/entity.ts'
import type { UnknownItem } from '../entity/define-entity.ts'
import { filterFaults } from '../errors/filter-faults.ts'
import { raise } from '../errors/pipeline-error.ts'
import { pathProblem } from '../path/path-parts.ts'
import type { WhereCondition, Expression } from './expression.ts'
import type { EntityFilter, Filter, Selected } from './filter.ts'

const some = (word: string, values: readonly unknown[], what: string): void => {
  if (values.length === 0)
    throw raise(filterFaults, 'filter.argument-invalid', { word, problem: `needs at least one ${what}` })
}

const checkedPath = (word: string, path: string): string => {
  const problem = pathProblem(path)
  if (problem === undefined) return path
  throw raise(filterFaults, 'filter.argument-invalid', { word, problem: `got a path that ${problem}` })
}

const frozen = (expr: Expression): Expression => Object.freeze(expr)

/** Conditions are and-ed, so `when(A).on('MODIFY').changed('x')` stays one flat list. */
const and = (left: Expression, ...right: readonly Expression[]): Expression => {
  const base = left.op === 'all' ? left.of : left.op === 'always' ? [] : [left]
  const of = Object.freeze([...base, ...right])
  const [only] = of
  return of.length === 1 && only !== undefined ? only : frozen({ op: 'all', of })
}

const conditionsOf = (
  conditions: Readonly<Record<string, WhereCondition | undefined>>,
): readonly Expression[] => {
  const given = Object.entries(conditions).filter(
    (entry): entry is [string, WhereCondition] => entry[1] !== undefined,
  )
  some('where', given, 'attribute')
  return given.map(([path, condition]) =>
    frozen({ op: 'where', path: checkedPath('where', path), condition }),
  )
}

const withWords = (expr: Expression): EntityFilter<string, UnknownItem> => ({
  expr,
  on: (...kinds) => {
    some('on', kinds, 'kind')
    return refined(expr, { op: 'kind', kinds: Object.freeze([...kinds]) })
  },
  changed: (...paths) => {
    some('changed', paths, 'attribute')
    return refined(expr, {
      op: 'changed',
      paths: Object.freeze(paths.map(path => checkedPath('changed', path))),
    })
  },
  became: (path, value) => refined(expr, { op: 'became', path: checkedPath('became', path), value }),
  where: conditions => refined(expr, ...conditionsOf(conditions)),
  origin: (...origins) => {
    some('origin', origins, 'origin')
    return refined(expr, { op: 'origin', origins: Object.freeze([...origins]) })
  },
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
