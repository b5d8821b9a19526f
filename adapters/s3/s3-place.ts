import { raise } from '../../core/errors/pipeline-error.ts'
import { configFaults } from '../open/faults.ts'
import { withoutSecrets } from '../open/without-secrets.ts'

/** A folder of a bucket. */
export interface S3Place {
  readonly bucket: string
  /** Ends in `/`, or is empty. */
  readonly prefix: string
  /** For people. */
  readonly url: string
}

const bucketName = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/

/**
 * What `s3://bucket/prefix` names.
 * @param place the URL without `s3:`
 * @throws PipelineError `aws.url-invalid`
 */
export const s3Place = (place: string): S3Place => {
  const [, bucket = '', path = ''] = /^\/\/([^/]*)\/?(.*)$/s.exec(place) ?? []
  if (!bucketName.test(bucket))
    throw raise(configFaults, 'aws.url-invalid', {
      url: withoutSecrets(`s3:${place}`),
      expected: 's3://BUCKET/PREFIX',
    })
  const trimmed = path.replace(/\/+$/, '')
  const prefix = trimmed === '' ? '' : `${trimmed}/`
  return { bucket, prefix, url: `s3://${bucket}/${trimmed}` }
}
