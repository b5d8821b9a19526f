import type { StreamRecord, StreamViewType } from '../../core/record/stream-record.ts'

/** Every view type that a stream can have. */
export const viewTypes = ['KEYS_ONLY', 'NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES'] as const

/** The record as a stream of that view type would have carried it. */
export const seenAs = (record: StreamRecord, viewType: StreamViewType): StreamRecord => {
  const { NewImage, OldImage, ...rest } = record.dynamodb ?? {}
  const hasNew = viewType === 'NEW_IMAGE' || viewType === 'NEW_AND_OLD_IMAGES'
  const hasOld = viewType === 'OLD_IMAGE' || viewType === 'NEW_AND_OLD_IMAGES'
  return {
    ...record,
    dynamodb: {
      ...rest,
      ...(hasNew && NewImage && { NewImage }),
      ...(hasOld && OldImage && { OldImage }),
      StreamViewType: viewType,
    },
  }
}
