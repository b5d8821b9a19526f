import type { S3Folder } from '../s3/s3-folder.ts'
import { exportsOf } from '../exports-of.ts'

/**
 * The folder that `s3:` and this place name; the SDK is loaded only here.
 * @throws PipelineError `aws.url-invalid`
 */
export const s3FolderAt = async (place: string): Promise<S3Folder> => {
  const { s3Place } = await import('../s3/s3-place.ts')
  const found = s3Place(place)
  const [{ newS3Client }, { s3Folder }] = await Promise.all([
    import('../s3/s3-client.ts'),
    import('../s3/s3-folder.ts'),
  ])
  return s3Folder(newS3Client(exportsOf(await import('@aws-sdk/client-s3'))), found)
}
