import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { FailureDestination, FailureDocument } from '../../engine/ports/failure-destination.ts'

/** The key that Lambda gives an object in an S3 destination. */
const objectKey = (
  mappingId: string,
  { timestamp, requestContext, DDBStreamBatchInfo }: FailureDocument,
): string => {
  const day = timestamp.slice(0, 10).replaceAll('-', '/')
  const time = timestamp.slice(0, 19).replaceAll(':', '.')
  return `aws/lambda/${mappingId}/${DDBStreamBatchInfo.shardId}/${day}/${time}-${requestContext.requestId}`
}

/** A folder in the place of an S3 bucket, with the same keys and documents, payload included. */
export const fileFailureDestination = (folder: string): FailureDestination => ({
  kind: 's3',
  write: async (document, mappingId) => {
    const path = join(folder, objectKey(mappingId, document))
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, JSON.stringify(document))
  },
})
