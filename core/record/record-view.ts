import type { Image } from '../attributes/attribute-value.ts'
import type { Origin } from './origin.ts'
import type { Kind, StreamRecord, StreamViewType } from './stream-record.ts'

/**
 * A stream record that has been looked at once: checked, its place in the stream and its item named.
 * The marshalled images are the internal form; nothing is unmarshalled until somebody reads an attribute.
 */
export interface RecordView {
  /** The record as it arrived, untouched. */
  readonly record: StreamRecord
  /** The raw `eventName`. */
  readonly kind: Kind
  /** Canonical, injective text of the item's key: see `itemKey`. */
  readonly key: string
  readonly keys: Image
  /** The key attributes, unmarshalled. */
  readonly plainKeys: Readonly<Record<string, unknown>>
  readonly sequenceNumber: string
  readonly streamArn: string
  readonly streamViewType: StreamViewType
  /** The images as they arrived, `null` and `{}` left out: nothing is unpacked. */
  readonly arrivedNew: Image | undefined
  readonly arrivedOld: Image | undefined
  /** The images as they were written: packed attributes are unpacked when they are read. */
  readonly newImage: Image | undefined
  readonly oldImage: Image | undefined
  /** `undefined` where the stream does not carry the image that shows it. */
  readonly origin: Origin | undefined
  /** The item was last written in another region: see `isReplicated`. */
  readonly isReplicated: boolean | undefined
  /** ApproximateCreationDateTime, in epoch milliseconds; 0 when the record has none that can be read. */
  readonly createdAtMs: number
  /** Unmarshalled lazily, attribute by attribute, once, shared by all processors. */
  readonly after: Readonly<Record<string, unknown>> | undefined
  readonly before: Readonly<Record<string, unknown>> | undefined
  /** What schemas made of the images, kept with the record so that all processors share it. */
  readonly validated: Map<unknown, { before?: unknown; after?: unknown }>
}
