/** A value that a pattern compares with. */
export type PatternScalar = string | number | boolean | null

/** One entry of a pattern's array; a leaf matches when one of them does. */
export type PatternTest =
  | { readonly test: 'equals'; readonly value: PatternScalar }
  | { readonly test: 'prefix' | 'suffix' | 'equals-ignore-case'; readonly text: string }
  | { readonly test: 'exists'; readonly exists: boolean }
  | { readonly test: 'numeric'; readonly bounds: readonly NumericBound[] }
  | { readonly test: 'wildcard'; readonly expression: RegExp }
  | { readonly test: 'cidr'; readonly contains: (address: string) => boolean }
  | { readonly test: 'anything-but'; readonly none: readonly PatternTest[] }

/** One comparison of a `numeric` entry. */
export interface NumericBound {
  readonly operator: '=' | '<' | '<=' | '>' | '>='
  readonly value: number
}

/** A pattern, checked and taken apart: all fields and-ed, and one of each `$or`. */
export interface Pattern {
  readonly fields: ReadonlyMap<string, Pattern | readonly PatternTest[]>
  readonly anyOf: readonly (readonly Pattern[])[]
}
