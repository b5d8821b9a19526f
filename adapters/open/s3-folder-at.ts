import type { S3Folder } from '../s3/s3-folder.ts'

/**
 * The folder that `s3:` and this place name; what reaches S3 is loaded only here.
 * @throws PipelineError `aws.url-invalid`
 */
export const s3FolderAt = async (place: string): Promise<S3Folder> => {
  const { s3Place } = await import('../s3/s3-place.ts')
  const found = s3Place(place)
  const [{ openS3Access }, { s3FolderBy }] = await Promise.all([
    import('../s3/s3-access.ts'),
    import('../s3/s3-folder.ts'),
  ])
  return s3FolderBy(await openS3Access(found.bucket), found)
}
