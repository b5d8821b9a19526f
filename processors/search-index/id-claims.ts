import type { AnyChange } from '../../core/change/change.ts'
import type { Group } from '../../core/processor/processor.ts'
import type { Documented, Projection } from './document-for.ts'

/** What a group's images say about ids: which one its item has at the end, and which it had and has left. */
export interface IdClaims {
  /** The document that the item has to have after the group's last change. */
  readonly taken: Documented | undefined
  /** Ids that are not the item's any more, each with the change that left it. */
  readonly left: ReadonlyMap<string, AnyChange>
}

/**
 * Ids that the images of a change led to. Where the id is derived from the image the old one may have had another: so
 * it is asked as the REMOVE that it is to the old id.
 */
export const idsOf = (change: AnyChange, { idOf, formerOf }: Projection): readonly string[] => {
  const former = formerOf(change)
  return former === undefined ? [idOf(change)] : [idOf(former), idOf(change)]
}

/** Whether a change leads an item from one id to another. */
export const movesId =
  (projection: Projection) =>
  (change: AnyChange): boolean =>
    new Set(idsOf(change, projection)).size > 1

/** Asks the user's functions about every image of the group. */
export const idClaimsOf = ({ changes, last }: Group, projection: Projection): IdClaims => {
  const left = new Map<string, AnyChange>()
  for (const change of changes) for (const id of idsOf(change, projection)) left.set(id, change)
  const content = projection.contentOf(last)
  const taken = content === undefined ? undefined : { id: projection.idOf(last), content }
  if (taken !== undefined) left.delete(taken.id)
  return { taken, left }
}
