import type { PlainItem } from '../../core/attributes/unmarshal.ts'
import type { BlobStore, StoredBlob } from '../../core/blob/blob-store.ts'
import { blobPrefix } from '../../core/blob/envelope.ts'
import { offloadedKeys } from '../../core/record/fetch-blobs.ts'
import type { Clock } from '../../core/clock.ts'
import { lambdaForm } from '../items/lambda-form.ts'

/** What {@link orphanedBlobs} takes. */
export interface OrphanOptions {
  /** The store that is looked through. */
  readonly blobs: BlobStore
  /** Every item of every table that offloads into this store, as read, not unpacked. */
  readonly items: AsyncIterable<PlainItem>
  /**
   * Objects that were put within this time are none, whoever refers to them: longer than stream records (a day),
   * parked records and failure objects are kept. @defaultValue 30 days
   */
  readonly olderThanMs?: number
  /** What ages are measured by. */
  readonly clock: Clock
}

const monthMs = 30 * 86_400_000

/**
 * Offloaded content that no item refers to any more. Reads only; remove what it gives with `blobs.remove`, soon: an
 * item that is written meanwhile with the same content puts it anew, which makes it young again.
 */
export const orphanedBlobs = async function* (options: OrphanOptions): AsyncGenerator<StoredBlob> {
  const { blobs, items, olderThanMs = monthMs, clock } = options
  const used = new Set<string>()
  for await (const item of items) {
    for (const value of Object.values(item)) {
      if (value instanceof Uint8Array)
        for (const key of offloadedKeys({ value: lambdaForm({ B: value }) })) used.add(key)
    }
  }
  // Listed after the items were read, so that what a later write put anew is seen with its new time.
  for await (const blob of blobs.list(blobPrefix)) {
    if (!used.has(blob.key) && clock.now() - blob.writtenAtMs > olderThanMs) yield blob
  }
}
