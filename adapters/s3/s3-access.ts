import type { S3Client } from '@aws-sdk/client-s3'
import { loadSdk } from '../aws/load-sdk.ts'
import { openDirectly } from '../aws/direct/open-directly.ts'
import { clientSettings } from '../aws/client-settings.ts'
import { firstTime } from '../aws/first-time.ts'
import { exportsOf } from '../exports-of.ts'
import { bucketAddress } from './direct/bucket-address.ts'
import { putDirectly } from './direct/put-directly.ts'
import type { PutObject } from './put-object.ts'
import { newS3Client } from './s3-client.ts'

/** How the objects of a bucket are reached. */
export interface S3Access {
  /** All that a function does on its way. */
  readonly put: PutObject
  /** What everything else is asked by. */
  readonly client: () => Promise<S3Client>
}

/** By the SDK's client, which knows every kind of credentials, endpoint and bucket. */
export const s3BySdk = (client: S3Client, bucket: string): S3Access => ({
  put: async ({ key, body, contentType, ifAbsent }, abortSignal) => {
    const { PutObjectCommand } = exportsOf(await import('@aws-sdk/client-s3'))
    const object = { Bucket: bucket, Key: key, Body: body, ContentType: contentType }
    const command = new PutObjectCommand({ ...object, ...(ifAbsent && { IfNoneMatch: '*' }) })
    await client.send(command, abortSignal && { abortSignal })
  },
  client: async () => Promise.resolve(client),
})

/**
 * The way to a bucket that this environment wants: objects are put without the SDK where nothing but keys, region and
 * endpoint has a say, and the SDK is loaded when something else is asked; elsewhere now.
 */
export const openS3Access = async (
  bucket: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<S3Access> => {
  const direct = openDirectly(env, { service: 's3' })?.(clientSettings())
  const address = direct && bucketAddress(direct.url, bucket)
  if (direct === undefined || address === undefined)
    return s3BySdk(newS3Client(exportsOf(await import('@aws-sdk/client-s3'))), bucket)
  const client = firstTime(async () =>
    newS3Client(await loadSdk('@aws-sdk/client-s3', async () => import('@aws-sdk/client-s3'))),
  )
  return { put: putDirectly(direct, address), client }
}
