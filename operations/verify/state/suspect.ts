import type { Image } from '../../../core/attributes/attribute-value.ts'
import type { DifferenceKind } from '../report.ts'

/** A difference that was seen and may yet turn out to be a change on its way. */
export interface Suspect {
  /** Place of its sink among the run's. */
  readonly sink: number
  readonly id: string
  readonly problem: Exclude<DifferenceKind, 'gaps'>
  /** The item, where it is known: place of its table, and its key. */
  readonly item?: { readonly table: number; readonly keys: Image }
  /** What the item wants there and what is there: hashes, or versions where those are compared. */
  readonly wanted?: string
  readonly found?: string
  /** Of the document, from the second look on. */
  readonly version?: string
  /** The run that filled the document in, where one did. */
  readonly run?: string
  /** Looks in a row that showed it the same. */
  readonly stood: number
}

/** Which of two it is comes out only with the document's owner. */
const kindOf = ({ problem }: Suspect): string => (problem === 'duplicates' ? 'ghosts' : problem)

/**
 * True where a later look shows the very same: a document that was written in between, even with the same content, is
 * being worked on.
 */
export const isSameStill = (before: Suspect, now: Suspect): boolean =>
  kindOf(before) === kindOf(now) &&
  before.wanted === now.wanted &&
  before.found === now.found &&
  (before.version === undefined || before.version === now.version)
