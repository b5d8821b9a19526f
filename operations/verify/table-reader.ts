import type { Image } from '../../core/attributes/attribute-value.ts'
import type { ScannedItem } from './verify.ts'

/** A part of a segment, as one request gives it. */
export interface ReadPage {
  readonly items: readonly ScannedItem[]
  /** Where the next page begins; nothing at the end of the segment. */
  readonly cursor?: string
  /** Read capacity units that it cost. */
  readonly readUnits: number
}

/** Which page is wanted. */
export interface PageRequest {
  readonly segment: number
  readonly segments: number
  readonly cursor?: string
  /** At most so many items. */
  readonly limit?: number
}

/** A table that can be read consistently, segment by segment and item by item. */
export interface TableReader {
  readonly tableName: string
  /** `''` for a table without a stream. */
  readonly streamArn: string
  /** As far as somebody counted, for people. */
  readonly itemCount?: number
  readonly page: (request: PageRequest, signal: AbortSignal) => Promise<ReadPage>
  readonly read: (
    keys: Image,
    signal: AbortSignal,
  ) => Promise<{ readonly item: Image | undefined; readonly readUnits: number }>
}
