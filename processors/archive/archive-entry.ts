import type { AnyChange } from '../../core/change/change.ts'
import type { Image } from '../../core/attributes/attribute-value.ts'
import { changeId } from '../../core/record/change-id.ts'
import type { Origin } from '../../core/record/origin.ts'

/** A removed item as the archive keeps it: one line of an object. */
export interface ArchiveEntry {
  /** The same for the same removal, however often and in whatever company it is written. */
  readonly id: string
  /** Name of the entity that the filter selected; `''` for a filter without one. */
  readonly entity: string
  /** Canonical key of the item. */
  readonly key: string
  /** When it was removed, ISO 8601, to the second. */
  readonly removedAt: string
  /** Who removed it. */
  readonly origin: Origin
  /** The stream that told of the removal. */
  readonly streamArn: string
  /** Of the removal. */
  readonly sequenceNumber: string
  /** Marshalled, as DynamoDB's own exports are: every digit, set and byte is kept. */
  readonly item: Image
}

/**
 * Of a removal that carries its old image: the processor says that it needs it.
 *
 * @throws PipelineError `record.time-unreadable`, and why a large attribute could not be had
 */
export const archiveEntryOf = (change: AnyChange): ArchiveEntry => {
  const { entity, key, origin, streamArn, sequenceNumber, oldImage } = change
  return {
    id: changeId(change),
    entity,
    key,
    removedAt: change.at.toISOString(),
    origin,
    streamArn,
    sequenceNumber,
    // Reads every attribute now: one that cannot be had is this entry's trouble, not that of all in its object.
    item: { ...oldImage },
  }
}
