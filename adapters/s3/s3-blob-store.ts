import type { S3Client } from '@aws-sdk/client-s3'
import type { BlobStore } from '../../core/blob/blob-store.ts'
import { exportsOf } from '../exports-of.ts'

/** What {@link s3BlobStore} takes. */
export interface S3BlobStoreOptions {
  readonly client: S3Client
  readonly bucket: string
  /** Put before every key, with its slash if there is to be one. @defaultValue '' */
  readonly prefix?: string
}

const sdk = async () => exportsOf(await import('@aws-sdk/client-s3'))

/**
 * Blobs as objects of an S3 bucket. Reading and listing are consistent with every put that was answered before.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/Welcome.html#ConsistencyModel
 */
export const s3BlobStore = ({
  client,
  bucket: Bucket,
  prefix: base = '',
}: S3BlobStoreOptions): BlobStore => ({
  put: async (key, body, abortSignal) => {
    const { PutObjectCommand } = await sdk()
    await client.send(
      new PutObjectCommand({ Bucket, Key: base + key, Body: body }),
      abortSignal && { abortSignal },
    )
  },
  get: async (key, abortSignal) => {
    const { GetObjectCommand, NoSuchKey } = await sdk()
    try {
      const { Body } = await client.send(
        new GetObjectCommand({ Bucket, Key: base + key }),
        abortSignal && { abortSignal },
      )
      return await Body?.transformToByteArray()
    } catch (error) {
      // Without permission to list the bucket S3 answers AccessDenied instead, which is rightly no "missing".
      if (error instanceof NoSuchKey) return undefined
      throw error
    }
  },
  list: async function* (prefix) {
    const { paginateListObjectsV2 } = await sdk()
    for await (const { Contents = [] } of paginateListObjectsV2(
      { client },
      { Bucket, Prefix: base + prefix },
    )) {
      for (const { Key = '', Size = 0, LastModified } of Contents) {
        yield { key: Key.slice(base.length), bytes: Size, writtenAtMs: LastModified?.getTime() ?? 0 }
      }
    }
  },
  remove: async key => {
    const { DeleteObjectCommand } = await sdk()
    await client.send(new DeleteObjectCommand({ Bucket, Key: base + key }))
  },
})
