import type { FailedObjects } from '../../core/parking/failed-objects.ts'
import { openOnDemand } from './scheme.ts'
import { s3FolderAt } from './s3-folder-at.ts'

/** Failed changes at a URL: `s3://BUCKET/PREFIX` or `file:FOLDER`. */
export const failedObjects = (url: string): FailedObjects => {
  const open = openOnDemand<FailedObjects>('failed changes', url, {
    file: async folder => (await import('../file/file-failed-objects.ts')).fileFailedObjects(folder),
    s3: async place => (await import('../s3/s3-failed-objects.ts')).s3FailedObjects(await s3FolderAt(place)),
  })
  return {
    url,
    keys: async function* () {
      yield* (await open()).keys()
    },
    waiting: async function* () {
      yield* (await open()).waiting()
    },
    read: async key => (await open()).read(key),
    retire: async key => (await open()).retire(key),
    marks: key => ({
      list: async () => (await open()).marks(key).list(),
      create: async (...mark) => (await open()).marks(key).create(...mark),
      replace: async (...mark) => (await open()).marks(key).replace(...mark),
      remove: async number => (await open()).marks(key).remove(number),
    }),
  }
}
