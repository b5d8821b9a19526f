import type { ExactNumber } from '../attributes/exact-number.ts'
import type { Scalar } from './expression.ts'

/** What a stored scalar is in the image that a handler sees. */
type Stored = string | number | bigint | boolean | null | undefined | ExactNumber

/** A number as text. */
type NumberText = Extract<Scalar, { readonly N: string }>

type IsAny<V> = 0 extends 1 & V ? true : false

/** A number may be written in more forms than the one in which it is read; one of a few stays one of them. */
type Written<V> = V extends number
  ? number extends V
    ? number | bigint | NumberText
    : V | NumberText
  : V extends bigint | ExactNumber
    ? number | bigint | NumberText
    : V extends Scalar
      ? V
      : never

/**
 * What an attribute of type V can be compared with: for one of a few texts these texts, for a number every way of
 * writing one. Any scalar where the type tells nothing of what is stored: `unknown`, or a `Date` that a schema makes.
 */
export type ScalarFor<V> = IsAny<V> extends true ? Scalar : [V] extends [Stored] ? Written<V> : Scalar

/** The ends of a range need not be values that the attribute may have. */
type Bound<S> = S extends string ? string : S extends number ? number | bigint : S

type Prefix<S> = [Extract<S, string>] extends [never] ? never : { readonly prefix: string }

/** The `Condition` of an attribute whose values are compared with S. */
type ConditionOn<S> =
  | S
  | { readonly oneOf: readonly S[] }
  | Prefix<S>
  | { readonly exists: boolean }
  | {
      readonly gt?: Bound<S>
      readonly gte?: Bound<S>
      readonly lt?: Bound<S>
      readonly lte?: Bound<S>
    }

/** What an attribute of type V must be. */
export type ConditionFor<V> = ConditionOn<ScalarFor<V>>
