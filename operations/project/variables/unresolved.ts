/** Why a variable has no value here. */
export type Why =
  /** Only the cloud, a plugin or the deployment knows. */
  | 'elsewhere'
  /** The environment, an option or a parameter could give it, and does not. */
  | 'not-given'
  /** A file or a setting that it names is not there: the deploy tool fails as well. */
  | 'missing'

const mark = Symbol('unresolved')

/** Stands where a value would stand that cannot be known here. */
export interface Unresolved {
  readonly [mark]: true
  /** The text as it is written, with what could be resolved in its place. */
  readonly text: string
  readonly why: Why
  /** What was wrong, where something was. */
  readonly reason: string | undefined
}

/** A value that cannot be known here. */
export const unresolved = (text: string, why: Why, reason?: string): Unresolved => ({
  [mark]: true,
  text,
  why,
  reason,
})

/** Whether a value is one of {@link unresolved}. */
export const isUnresolved = (value: unknown): value is Unresolved =>
  typeof value === 'object' && value !== null && mark in value

/** The first value in a tree that cannot be known here, and where it is. */
export const firstUnresolved = (
  value: unknown,
  path: readonly string[] = [],
): { readonly found: Unresolved; readonly path: readonly string[] } | undefined => {
  if (isUnresolved(value)) return { found: value, path }
  if (typeof value !== 'object' || value === null) return undefined
  for (const [key, child] of Object.entries(value)) {
    const inside = firstUnresolved(child, [...path, key])
    if (inside !== undefined) return inside
  }
  return undefined
}

/** A tree with the text of what cannot be known in its place. */
export const withTexts = (value: unknown): unknown => {
  if (isUnresolved(value)) return value.text
  if (Array.isArray(value)) return value.map(withTexts)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, withTexts(child)]))
}
