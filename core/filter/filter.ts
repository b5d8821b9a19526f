import type { AnyChange, Change } from '../change/change.ts'
import type { PathOf, ValueAt } from '../path/path-of.ts'
import type { Origin } from '../record/origin.ts'
import type { Kind } from '../record/stream-record.ts'
import type { Expression } from './expression.ts'
import type { ConditionFor, ScalarFor } from './condition-for.ts'

declare const selects: unique symbol

/** Frozen data that says which changes are wanted; its type says what a match guarantees. */
export interface Filter<C extends AnyChange = AnyChange> {
  /** What matcher, push-down and `explainRecord` read. */
  readonly expr: Expression
  readonly [selects]?: C
}

/** The changes that a filter lets through. */
export type Selected<F> = F extends Filter<infer C> ? C : never

/** A filter over one entity, refined word by word; every word returns a new filter. */
export interface EntityFilter<N extends string, T, K extends Kind = Kind> extends Filter<Change<N, T, K>> {
  /** Only these kinds of change. */
  readonly on: <P extends K>(...kinds: readonly P[]) => EntityFilter<N, T, P>
  /** Only a MODIFY in which one of these attributes differs; nested paths with dots. */
  readonly changed: (...paths: readonly PathOf<T>[]) => EntityFilter<N, T, K & 'MODIFY'>
  /** The attribute has this value now and had another, or none, before. */
  readonly became: <P extends PathOf<T>>(
    path: P,
    value: ScalarFor<ValueAt<T, P>>,
  ) => EntityFilter<N, T, Exclude<K, 'REMOVE'>>
  /** The item has these values, one at least: in the new image, or for a REMOVE in the old one. */
  readonly where: <P extends PathOf<T>>(conditions: {
    readonly [Path in P]?: ConditionFor<ValueAt<T, Path>>
  }) => EntityFilter<N, T, K>
  /** Only changes of these origins. */
  readonly origin: (...origins: readonly Origin[]) => EntityFilter<N, T, K>
  /** Only removals by the TTL service. */
  readonly expired: () => EntityFilter<N, T, K & 'REMOVE'>
  /** Any predicate. It stays in the function: it cannot be pushed down to FilterCriteria. */
  readonly matching: (test: (change: Change<N, T, K>) => boolean, label?: string) => EntityFilter<N, T, K>
}
