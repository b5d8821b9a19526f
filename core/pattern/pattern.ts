import type { FieldTree } from './field-tree.ts'

/** A leaf of an event. A number that JavaScript would round is an ExactNumber. */
export type Leaf = unknown

/** True when a value that is there meets one of the alternatives of a pattern's array. */
export type LeafTest = (value: Leaf) => boolean

/** What the field at one path must be. */
export interface FieldCondition {
  /** Names joined by dots, as AWS joins them: `a.b` and `b` inside `a` are the same field. */
  readonly path: string
  /** The path is a name at the top of the event. */
  readonly isAtTop: boolean
  /** Position of the path among those of the pattern. */
  readonly slot: number
  /** `exists: false` is among the alternatives. */
  readonly mayBeAbsent: boolean
  readonly holds: LeafTest
}

/** How the language names what a pattern uses; a nested operator follows its outer one after a slash. */
export type Operator =
  | 'equals'
  | 'exactly'
  | 'prefix'
  | 'prefix/equals-ignore-case'
  | 'suffix'
  | 'suffix/equals-ignore-case'
  | 'equals-ignore-case'
  | 'exists'
  | 'numeric'
  | 'cidr'
  | 'wildcard'
  | 'anything-but'
  | 'anything-but/prefix'
  | 'anything-but/suffix'
  | 'anything-but/equals-ignore-case'
  | 'anything-but/wildcard'
  | '$or'

/** A pattern, checked and taken apart; `$or` is multiplied out, so an event matches by one combination as a whole. */
export interface Pattern {
  /** In each the conditions stand in the order of their paths. */
  readonly combinations: readonly (readonly FieldCondition[])[]
  readonly operators: ReadonlySet<Operator>
  /** Where in an event to look, for all paths at once. */
  readonly fields: FieldTree
}
