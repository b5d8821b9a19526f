import type { StreamRecord, StreamViewType } from '../../core/record/stream-record.ts'
import type { StreamSource } from '../ports/stream-source.ts'

const withoutImages: Readonly<Record<StreamViewType, readonly string[]>> = {
  KEYS_ONLY: ['NewImage', 'OldImage'],
  NEW_IMAGE: ['OldImage'],
  OLD_IMAGE: ['NewImage'],
  NEW_AND_OLD_IMAGES: [],
}

const isWhole = (viewType: StreamViewType | undefined): boolean => viewType === 'NEW_AND_OLD_IMAGES'

const narrowed = (record: StreamRecord, viewType: StreamViewType): StreamRecord => {
  const { dynamodb = {} } = record
  if (!isWhole(dynamodb.StreamViewType)) return record
  const kept = Object.entries(dynamodb).filter(([name]) => !withoutImages[viewType].includes(name))
  return { ...record, dynamodb: { ...Object.fromEntries(kept), StreamViewType: viewType } }
}

/** A stream of both images as if it carried fewer, for a function that is to see no more than those. */
export const narrowedSource = (source: StreamSource, viewType: StreamViewType): StreamSource => ({
  ...source,
  shards: async cursor => {
    const page = await source.shards(cursor)
    return isWhole(page.viewType) ? { ...page, viewType } : page
  },
  read: async iterator => {
    const { records, nextIterator } = await source.read(iterator)
    return { records: records.map(record => narrowed(record, viewType)), nextIterator }
  },
})
