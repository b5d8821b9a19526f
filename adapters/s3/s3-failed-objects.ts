import type { FailedObjects } from '../../core/parking/failed-objects.ts'
import { isRedriven, redrivenKey } from '../../core/parking/failed-objects.ts'
import type { S3Folder } from './s3-folder.ts'

/** Failed changes in a bucket. */
export const s3FailedObjects = (folder: S3Folder): FailedObjects => ({
  url: folder.url,
  keys: async function* () {
    for await (const key of folder.keys('')) if (!isRedriven(key)) yield key
  },
  read: folder.get,
  retire: async key => folder.move(key, redrivenKey(key)),
})
