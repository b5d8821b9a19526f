import { S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { blobStoreContract } from '../../testing/contracts/blob-store.ts'
import { holdTo } from '../../test/contract/hold-to.ts'
import { faultyClient } from '../../test/support/faulty-client.ts'
import type { S3Stub } from '../../test/support/s3-stub.ts'
import { startS3Stub } from '../../test/support/s3-stub.ts'
import { s3BlobStore } from './s3-blob-store.ts'

let stub: S3Stub
let count = 0
const clients: S3Client[] = []
const secretAccessKey = 'marked-secret-of-the-bucket'

const newClient = (): S3Client => {
  const client = new S3Client({
    endpoint: stub.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey },
    forcePathStyle: true,
    maxAttempts: 1,
  })
  clients.push(client)
  return client
}

beforeAll(async () => {
  stub = await startS3Stub()
})

afterAll(async () => {
  for (const client of clients) client.destroy()
  await stub.stop()
})

holdTo(
  'S3 as a blob store',
  blobStoreContract(() => {
    count += 1
    const faulty = newClient()
    return {
      store: s3BlobStore({ client: faulty, bucket: 'bucket', prefix: `test-${count}/` }),
      faults: faultyClient(faulty, 'InvalidRequest', [secretAccessKey]),
    }
  }),
)

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
