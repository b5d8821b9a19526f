import type { FailureDestination } from '../../engine/ports/failure-destination.ts'
import { failureObjectKey } from '../../engine/ports/failure-destination.ts'
import type { S3Folder } from './s3-folder.ts'

/** Discarded batches in S3, keys and documents as Lambda writes them. */
export const s3FailureDestination = (folder: S3Folder): FailureDestination => ({
  kind: 's3',
  write: async (document, mappingId) => {
    await folder.put(failureObjectKey(mappingId, document), JSON.stringify(document), {
      contentType: 'application/json',
    })
  },
})
