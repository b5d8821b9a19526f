import type { S3Client } from '@aws-sdk/client-s3'
import { DeleteObjectsCommand, ListObjectVersionsCommand } from '@aws-sdk/client-s3'

/** Every version of every object goes; what is listed is deleted, until nothing is listed. */
export const emptyBucket = async (s3: Pick<S3Client, 'send'>, bucket: string): Promise<void> => {
  for (;;) {
    const { Versions = [], DeleteMarkers = [] } = await s3.send(
      new ListObjectVersionsCommand({ Bucket: bucket }),
    )
    const Objects = [...Versions, ...DeleteMarkers].map(({ Key = '', VersionId }) => ({ Key, VersionId }))
    if (Objects.length === 0) return
    const { Errors: [refused] = [] } = await s3.send(
      new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } }),
    )
    // The call as such succeeds, and what it left would be listed for ever.
    if (refused !== undefined)
      throw new Error(`${bucket}/${refused.Key} is not deleted: ${refused.Code} ${refused.Message}`)
  }
}
