import type { StreamRecord } from '../../core/record/stream-record.ts'
import type { RecordRow } from '../wire/wire-event.ts'
import { heldBytes } from './held-bytes.ts'
import { recordRow } from './record-row.ts'
import { rowHeldBytes } from './wire-bytes.ts'

/** How much of a run is remembered. */
export interface RingLimits {
  readonly records: number
  /** Of images and rows together. */
  readonly bytes: number
}

/** The records of a run, as many as there is room for: the oldest images go first, the oldest rows after all images. */
export interface RecordRing {
  /** Remembers a record, once however many functions read it. */
  readonly seen: (record: StreamRecord) => RecordRow
  /** 0 where it is not remembered. */
  readonly idOf: (streamArn: string, sequenceNumber: string) => number
  readonly row: (id: number) => RecordRow | undefined
  /** The record itself, while it is kept. */
  readonly record: (id: number) => StreamRecord | undefined
  /** Records of an item that are remembered, oldest first. */
  readonly ofItem: (id: number) => readonly RecordRow[]
  readonly size: () => { readonly records: number; readonly images: number; readonly bytes: number }
}

interface Kept {
  readonly streamArn: string
  readonly row: RecordRow
  /** Key and table uncut, and so never the same for two items. */
  readonly item: string
  readonly rowBytes: number
  image: { readonly record: StreamRecord; readonly bytes: number } | undefined
}

/** An empty ring. It keeps the very records that it is shown, which nobody changes. */
export const newRecordRing = (limits: RingLimits): RecordRing => {
  const kept = new Map<number, Kept>()
  /** By stream and number: to name a record by both in one text would cost more than all the rest. */
  const ids = new Map<string, Map<string, number>>()
  let last = 0
  let first = 1
  /** Images below it are gone. */
  let firstImage = 1
  let bytes = 0

  const dropImage = (): void => {
    const oldest = kept.get(firstImage)
    firstImage += 1
    if (oldest?.image === undefined) return
    bytes -= oldest.image.bytes
    oldest.image = undefined
  }
  const dropRow = (): void => {
    if (firstImage === first) dropImage()
    const oldest = kept.get(first)
    if (oldest !== undefined) {
      bytes -= oldest.rowBytes
      ids.get(oldest.streamArn)?.delete(oldest.row.sequenceNumber)
    }
    kept.delete(first)
    first += 1
  }
  const makeRoom = (): void => {
    while (kept.size > limits.records) dropRow()
    while (bytes > limits.bytes && firstImage <= last) dropImage()
    while (bytes > limits.bytes && first < last) dropRow()
  }

  return {
    seen: record => {
      const { eventSourceARN: streamArn = '', dynamodb } = record
      const ofStream = ids.get(streamArn) ?? new Map<string, number>()
      const known = kept.get(ofStream.get(dynamodb?.SequenceNumber ?? '') ?? 0)
      if (known !== undefined) return known.row
      const image = { record, bytes: heldBytes(record) }
      const { row, item } = recordRow(record, (last += 1), image.bytes)
      const rowBytes = 2 * item.length + rowHeldBytes(row)
      kept.set(row.id, { streamArn, row, item, rowBytes, image })
      ids.set(streamArn, ofStream.set(row.sequenceNumber, row.id))
      bytes += image.bytes + rowBytes
      makeRoom()
      return row
    },
    idOf: (streamArn, sequenceNumber) => ids.get(streamArn)?.get(sequenceNumber) ?? 0,
    row: id => kept.get(id)?.row,
    record: id => kept.get(id)?.image?.record,
    ofItem: id => {
      const item = kept.get(id)?.item
      if (item === undefined) return []
      return [...kept.values()].flatMap(each => (each.item === item ? [each.row] : []))
    },
    size: () => ({ records: kept.size, images: last - firstImage + 1, bytes }),
  }
}
