import type { Entity } from '../entity/entity.ts'
import type { Origin } from '../record/origin.ts'
import type { Kind } from '../record/stream-record.ts'

/** A value that a condition compares with: text, an exact number written as number, bigint or text in `{ N }`, or a boolean. */
export type Scalar = string | number | bigint | boolean | null | { readonly N: string }

/**
 * What an attribute must be. In an expression it has one word, or the ends of one range: `where` takes words that stand
 * together apart, and they are and-ed, as its attributes are.
 */
export type WhereCondition =
  | Scalar
  | { readonly oneOf: readonly Scalar[] }
  | { readonly prefix: string }
  | { readonly exists: boolean }
  /** Numeric or text range, as the bounds' type says; open ends are left out. */
  | { readonly gt?: Scalar; readonly gte?: Scalar; readonly lt?: Scalar; readonly lte?: Scalar }

/**
 * A filter as frozen data. Matcher, push-down, explanation, docs and the inspector are readers of it.
 * Paths are attribute names joined with dots (`address.city`), list positions in brackets (`lines[0].sku`);
 * a part of digits is what is there, a key of a map or a position: see `attributeAt`.
 */
export type Expression =
  | { readonly op: 'always' }
  | { readonly op: 'entity'; readonly entity: Entity }
  | { readonly op: 'kind'; readonly kinds: readonly Kind[] }
  | { readonly op: 'changed'; readonly paths: readonly string[] }
  | { readonly op: 'became'; readonly path: string; readonly value: Scalar }
  | { readonly op: 'where'; readonly path: string; readonly condition: WhereCondition }
  | { readonly op: 'origin'; readonly origins: readonly Origin[] }
  | { readonly op: 'matching'; readonly label: string; readonly test: (change: unknown) => boolean }
  | { readonly op: 'all'; readonly of: readonly Expression[] }
  | { readonly op: 'any'; readonly of: readonly Expression[] }
  | { readonly op: 'not'; readonly of: Expression }
