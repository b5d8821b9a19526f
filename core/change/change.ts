import type { Image } from '../attributes/attribute-value.ts'
import type { Origin } from '../record/origin.ts'
import type { Kind, StreamRecord } from '../record/stream-record.ts'

/** What every change carries, whatever happened to the item. */
export interface ChangeBase<N extends string> {
  /** Name of the entity that the filter selected; `''` for a filter without an entity. */
  readonly entity: N
  /** Canonical key of the item, unique in its table: usable as a document id. */
  readonly key: string
  /** The item's key attributes, unmarshalled. */
  readonly keys: Readonly<Record<string, unknown>>
  readonly sequenceNumber: string
  readonly streamArn: string
  /**
   * When the write happened, to the second.
   * @throws PipelineError `record.time-unreadable` when it is read and the record has none, or one that is no time
   */
  readonly at: Date
  readonly origin: Origin
  /** The images of the record, marshalled, with large values in their places; what `record` holds may be packed. */
  readonly newImage: Image | undefined
  readonly oldImage: Image | undefined
  /** The stream record, untouched. Its `eventName` is the raw one. */
  readonly record: StreamRecord
}

/** An item of the entity appeared. */
export interface Inserted<N extends string, T> extends ChangeBase<N> {
  /** To the entity, not to the table: an item that becomes one of it appears. */
  readonly kind: 'INSERT'
  /** The item as it is since. */
  readonly after: T
}

/** An item of the entity changed. */
export interface Modified<N extends string, T> extends ChangeBase<N> {
  /** To the entity: it was one of it before, and still is. */
  readonly kind: 'MODIFY'
  /** The item as it was. */
  readonly before: T
  /** The item as it is since. */
  readonly after: T
}

/** An item of the entity disappeared; `expired` when the TTL service removed it. */
export interface Removed<N extends string, T> extends ChangeBase<N> {
  /** To the entity, not to the table: an item that is none of it any more disappears. */
  readonly kind: 'REMOVE'
  /** The item as it was last. */
  readonly before: T
  /** The TTL service removed it, not somebody's write. */
  readonly expired: boolean
}

/**
 * A typed change. `entity` and `kind` are both discriminants.
 *
 * `kind` says what happened to the *entity* as the filter sees it: a MODIFY that turns a product into something
 * else is, to `when(Product)`, a REMOVE; one that makes an item a product is an INSERT. So `before` and `after`
 * are of the entity's type wherever they exist.
 */
export type Change<N extends string, T, K extends Kind = Kind> = Extract<
  Inserted<N, T> | Modified<N, T> | Removed<N, T>,
  { readonly kind: K }
>

/** A change of whatever entity. */
// `any` is the top of the image types here: a processor of one entity must be assignable to a list of all.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyChange = Change<string, any>

/** The changes that have a new image. */
export type Upsert<C extends AnyChange> = Exclude<C, { readonly kind: 'REMOVE' }>
