import type { Image } from '../attributes/attribute-value.ts'

/** An item to be read again: whose change it was, and its key attributes as the record has them. */
export interface ItemAddress {
  /** The stream of the record, which names the table. */
  readonly streamArn: string
  /** Key attributes, marshalled. */
  readonly keys: Image
}

/**
 * Reads items as they are now: the port of a refresh, which settles what no version can decide. The table holds the
 * truth, so a sink that is brought to what the table says can be wrong about the past only.
 */
export interface ItemSource {
  /**
   * The item, marshalled, by a consistent read; `undefined` when there is none.
   *
   * @throws when the table cannot be asked, which says nothing about the item
   */
  readonly read: (address: ItemAddress, signal?: AbortSignal) => Promise<Image | undefined>
}
