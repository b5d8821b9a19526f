import type { Image } from '../../core/attributes/attribute-value.ts'

/** What can be wrong with what a sink holds. */
export type DifferenceKind =
  /** A wanted item without its document, or a change without its entry. */
  | 'missing'
  /** A document or cache entry that differs from what its item says now. */
  | 'stale'
  /** A document whose item does not want it, or an entry of no change. */
  | 'ghosts'
  /** A second document of one item, or a second entry of one change. */
  | 'duplicates'
  /** Changes of an item between which others are lost, doubled or out of order: two images that do not meet. */
  | 'gaps'

/** All problems, in the order in which they are reported. */
export const problems = [
  'missing',
  'stale',
  'ghosts',
  'duplicates',
  'gaps',
] as const satisfies readonly DifferenceKind[]

/** How many differences of each kind there are. */
export type ProblemCounts = Readonly<Record<DifferenceKind, number>>

/** A difference that stood at every look. Never a value of an item but those of its key. */
export interface StandingDifference {
  /** Whose processor it is. */
  readonly functionName: string
  /** Its name. */
  readonly processor: string
  /** What is wrong. */
  readonly problem: DifferenceKind
  /** Of the document or entry; of a gap the sequence number at which it shows. */
  readonly id: string
  /** Canonical key of the item, where it is known. */
  readonly key?: string
  /** The run of a rebuild that filled the document in, where nothing wrote it since. */
  readonly run?: string
  /** What the sink states, and what the item says, where both have versions. */
  readonly versions?: { readonly found?: string; readonly wanted?: string }
}

/** A difference with all that mending it needs. */
export interface MendableDifference extends StandingDifference {
  readonly streamArn: string
  readonly keys?: Image
}

/** Counts of nothing, to be added to. */
export const noProblems = (): Record<DifferenceKind, number> => ({
  missing: 0,
  stale: 0,
  ghosts: 0,
  duplicates: 0,
  gaps: 0,
})
