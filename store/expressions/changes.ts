import type { Amount } from '../../core/attributes/decimal-arithmetic.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import type { PathOf, ValueAt } from '../../core/path/path-of.ts'
import type { Comparable, Operand } from './condition.ts'
import { operandOf } from './condition.ts'
import { storeFaults } from '../faults.ts'
import type { Segments } from './path.ts'
import { pathsOverlap, pathText, segmentsOf } from './path.ts'

/** One change of an update, as frozen data. */
export type UpdateAction =
  | { readonly do: 'set' | 'setIfAbsent'; readonly path: Segments; readonly to: Operand }
  | {
      readonly do: 'increment' | 'decrement'
      readonly path: Segments
      readonly by: Amount
      readonly from: Amount | undefined
    }
  | { readonly do: 'append' | 'prepend'; readonly path: Segments; readonly entries: readonly unknown[] }
  | { readonly do: 'remove'; readonly path: Segments }
  | { readonly do: 'add'; readonly path: Segments; readonly value: Amount | ReadonlySet<unknown> }
  | { readonly do: 'delete'; readonly path: Segments; readonly members: ReadonlySet<unknown> }

/** Changes to an item of type T; every word returns new changes. Made by {@link changes}. */
export interface Changes<T> {
  /**
   * The actions so far, as frozen data.
   * @internal
   */
  readonly list: readonly UpdateAction[]
  /** Sets a value, or copies another `attribute(…)`. */
  readonly set: <P extends PathOf<T> | readonly (string | number)[]>(
    path: P,
    value: ValueAt<T, P> | Comparable,
  ) => Changes<T>
  /** Sets a value where there is none yet. */
  readonly setIfAbsent: <P extends PathOf<T> | readonly (string | number)[]>(
    path: P,
    value: ValueAt<T, P> | Comparable,
  ) => Changes<T>
  /** SET with +: fails where there is no number, unless `from` says what to begin with. */
  readonly increment: (
    path: PathOf<T> | readonly (string | number)[],
    by: Amount,
    from?: Amount,
  ) => Changes<T>
  /** SET with -. See {@link Changes.increment}. */
  readonly decrement: (
    path: PathOf<T> | readonly (string | number)[],
    by: Amount,
    from?: Amount,
  ) => Changes<T>
  /** Adds entries to the end of a list, or begins one. */
  readonly append: (path: PathOf<T> | readonly (string | number)[], entries: readonly unknown[]) => Changes<T>
  /** Adds entries to the front of a list, or begins one. */
  readonly prepend: (
    path: PathOf<T> | readonly (string | number)[],
    entries: readonly unknown[],
  ) => Changes<T>
  /** Takes attributes away, or entries of a list; what is not there is no error. */
  readonly remove: (...paths: readonly (PathOf<T> | readonly (string | number)[])[]) => Changes<T>
  /** ADD: a number to a number, members to a set; begins either. */
  readonly add: (
    path: PathOf<T> | readonly (string | number)[],
    value: Amount | ReadonlySet<unknown>,
  ) => Changes<T>
  /** DELETE: members from a set. */
  readonly delete: (
    path: PathOf<T> | readonly (string | number)[],
    members: ReadonlySet<unknown>,
  ) => Changes<T>
}

const checkOverlap = (list: readonly UpdateAction[], { path }: UpdateAction): void => {
  const other = list.find(change => pathsOverlap(change.path, path))
  if (other === undefined) return
  throw raise(storeFaults, 'store.expression-invalid', {
    problem: `one update cannot change both ${pathText(other.path)} and ${pathText(path)}`,
  })
}

const changesOf = <T>(list: readonly UpdateAction[]): Changes<T> => {
  const and = (...more: readonly UpdateAction[]): Changes<T> =>
    changesOf(
      more.reduce((all, change) => {
        checkOverlap(all, change)
        return [...all, Object.freeze(change)]
      }, list),
    )
  return Object.freeze({
    list: Object.freeze(list),
    set: (path, value) => and({ do: 'set', path: segmentsOf(path), to: operandOf(value) }),
    setIfAbsent: (path, value) => and({ do: 'setIfAbsent', path: segmentsOf(path), to: operandOf(value) }),
    increment: (path, by, from) => and({ do: 'increment', path: segmentsOf(path), by, from }),
    decrement: (path, by, from) => and({ do: 'decrement', path: segmentsOf(path), by, from }),
    append: (path, entries) => and({ do: 'append', path: segmentsOf(path), entries }),
    prepend: (path, entries) => and({ do: 'prepend', path: segmentsOf(path), entries }),
    remove: (...paths) => and(...paths.map(path => ({ do: 'remove', path: segmentsOf(path) }) as const)),
    add: (path, value) => and({ do: 'add', path: segmentsOf(path), value }),
    delete: (path, members) => and({ do: 'delete', path: segmentsOf(path), members }),
  } satisfies Changes<T>)
}

/**
 * Begins the changes of an update. Give the type of the item, and paths and values are checked against it.
 *
 * @example
 * ```ts
 * changes<Order>().set('status', 'PAID').append('log', ['paid']).remove('address.note').increment('version', 1)
 * ```
 */
export const changes = <T = Readonly<Record<string, unknown>>>(): Changes<T> => changesOf<T>([])
