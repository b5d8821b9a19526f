import { S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { blobStoreContract } from '../../test/contract/blob-store.contract.ts'
import type { S3Stub } from '../../test/support/s3-stub.ts'
import { startS3Stub } from '../../test/support/s3-stub.ts'
import { s3BlobStore } from './s3-blob-store.ts'

let stub: S3Stub
let client: S3Client
let count = 0

beforeAll(async () => {
  stub = await startS3Stub()
  client = new S3Client({
    endpoint: stub.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    forcePathStyle: true,
    maxAttempts: 1,
  })
})

afterAll(async () => {
  client.destroy()
  await stub.stop()
})

blobStoreContract('S3', () => {
  count += 1
  return s3BlobStore({ client, bucket: 'bucket', prefix: `test-${count}/` })
})

describe('s3BlobStore', () => {
  it('does not take an unreachable bucket for a missing object', async () => {
    const nowhere = new S3Client({
      endpoint: 'http://127.0.0.1:9',
      region: 'us-east-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      maxAttempts: 1,
    })

    await expect(s3BlobStore({ client: nowhere, bucket: 'b' }).get('a')).rejects.toThrow()
  })
})
