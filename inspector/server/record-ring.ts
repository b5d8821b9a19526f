import type { StreamRecord } from '../../core/record/stream-record.ts'
import type { RecordRow } from '../wire/wire-event.ts'
import { recordRow } from './record-row.ts'

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
  readonly name: string
  readonly row: RecordRow
  /** Key and table uncut, and so never the same for two items. */
  readonly item: string
  readonly rowBytes: number
  image: Buffer | undefined
}

const nameOf = (streamArn: string, sequenceNumber: string): string => `${streamArn} ${sequenceNumber}`

/**
 * An empty ring. Images are kept as UTF-8 of their JSON, outside of the heap and measured to the byte.
 */
export const newRecordRing = (limits: RingLimits): RecordRing => {
  const kept = new Map<number, Kept>()
  const ids = new Map<string, number>()
  let last = 0
  let first = 1
  /** Images below it are gone. */
  let firstImage = 1
  let bytes = 0

  const dropImage = (): void => {
    const oldest = kept.get(firstImage)
    firstImage += 1
    if (oldest?.image === undefined) return
    bytes -= oldest.image.byteLength
    oldest.image = undefined
  }
  const dropRow = (): void => {
    if (firstImage === first) dropImage()
    const oldest = kept.get(first)
    if (oldest !== undefined) {
      bytes -= oldest.rowBytes
      ids.delete(oldest.name)
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
      const { eventSourceARN = '', dynamodb } = record
      const name = nameOf(eventSourceARN, dynamodb?.SequenceNumber ?? '')
      const known = kept.get(ids.get(name) ?? 0)
      if (known !== undefined) return known.row
      const image = Buffer.from(JSON.stringify(record))
      const { row, item } = recordRow(record, (last += 1), image.byteLength)
      const rowBytes = 2 * (name.length + item.length) + JSON.stringify(row).length
      kept.set(row.id, { name, row, item, rowBytes, image })
      ids.set(name, row.id)
      bytes += image.byteLength + rowBytes
      makeRoom()
      return row
    },
    idOf: (streamArn, sequenceNumber) => ids.get(nameOf(streamArn, sequenceNumber)) ?? 0,
    row: id => kept.get(id)?.row,
    record: id => {
      const image = kept.get(id)?.image
      return image && (JSON.parse(image.toString()) as StreamRecord)
    },
    ofItem: id => {
      const item = kept.get(id)?.item
      if (item === undefined) return []
      return [...kept.values()].flatMap(each => (each.item === item ? [each.row] : []))
    },
    size: () => ({ records: kept.size, images: last - firstImage + 1, bytes }),
  }
}
