import type { BlobStore } from '../../core/blob/blob-store.ts'
import { openOnDemand } from './scheme.ts'
import { exportsOf } from '../exports-of.ts'

const openS3 = async (place: string): Promise<BlobStore> => {
  const { s3Place } = await import('../s3/s3-place.ts')
  const { bucket, prefix } = s3Place(place)
  const { newS3Client } = await import('../s3/s3-client.ts')
  const { s3BlobStore } = await import('../s3/s3-blob-store.ts')
  return s3BlobStore({ client: newS3Client(exportsOf(await import('@aws-sdk/client-s3'))), bucket, prefix })
}

/** Where blobs lie: `s3://BUCKET/PREFIX`, `file:FOLDER` or `memory:`. */
export const blobStore = (url: string | undefined): BlobStore => {
  const open = openOnDemand<BlobStore>('blob store', url, {
    s3: openS3,
    file: async folder => (await import('../file/file-blob-store.ts')).fileBlobStore(folder),
    memory: async () => (await import('../memory/memory-blob-store.ts')).memoryBlobStore(),
  })
  return {
    put: async (key, body, signal) => (await open()).put(key, body, signal),
    get: async (key, signal) => (await open()).get(key, signal),
    list: async function* (prefix) {
      yield* (await open()).list(prefix)
    },
    remove: async key => (await open()).remove(key),
  }
}
