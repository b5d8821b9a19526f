import type * as S3Module from '@aws-sdk/client-s3'
import type { S3Client } from '@aws-sdk/client-s3'
import { clientSettings } from '../aws/client-settings.ts'

/** The SDK's module, which is loaded only where S3 is used. */
type S3Sdk = typeof S3Module

/** The part of a request that says where it goes. */
interface Addressed {
  hostname: string
  readonly port?: number
  path: string
  readonly headers: Record<string, string>
}

/**
 * A client that also reaches a server of one name. The SDK puts the bucket before the host, which an IP address
 * spares it by itself; `bucket.localhost` and `bucket.minio` are not resolved by most systems, so there the bucket
 * goes into the path.
 */
export const newS3Client = (sdk: Pick<S3Sdk, 'S3Client'>, endpoint?: string): S3Client => {
  const client = new sdk.S3Client({ ...clientSettings(), ...(endpoint !== undefined && { endpoint }) })
  client.middlewareStack.add(
    next => async args => {
      const request = args.request as Addressed
      const { Bucket: bucket } = args.input as { readonly Bucket?: string }
      const host = request.hostname.slice((bucket?.length ?? 0) + 1)
      if (bucket !== undefined && request.hostname === `${bucket}.${host}` && !host.includes('.')) {
        request.hostname = host
        request.headers['host'] = request.port === undefined ? host : `${host}:${request.port}`
        request.path = `/${bucket}${request.path}`
      }
      return next(args)
    },
    // After the endpoint is known, before the request is signed.
    { step: 'build', name: 'pathStyleForSingleNames', priority: 'low' },
  )
  return client
}
