import { S3Client } from '@aws-sdk/client-s3'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import '../../../test/support/same-samples.ts'
import { newS3Client } from '../s3-client.ts'
import { s3BySdk } from '../s3-access.ts'
import { bucketAddress } from './bucket-address.ts'

/** Where the SDK's client, as it is made here, puts an object. */
const bySdk = async (endpoint: string | undefined, region: string, bucket: string): Promise<string> => {
  let sent = 'nowhere'
  const client = newS3Client(
    {
      S3Client: class extends S3Client {
        constructor(settings: object) {
          super({ ...settings, region, credentials: { accessKeyId: 'a', secretAccessKey: 'b' } })
        }
      },
    },
    endpoint,
  )
  client.middlewareStack.add(
    () => async args => {
      const { protocol, hostname, port, path, headers } = args.request as {
        readonly [name: string]: string | undefined
      } & { readonly headers: Readonly<Record<string, string>> }
      sent = `${protocol}//${hostname}${port === undefined ? '' : `:${port}`}${path} as ${headers['host']}`
      return Promise.reject(new Error('seen'))
    },
    { step: 'finalizeRequest', priority: 'low' },
  )
  const object = { key: 'a/b', body: '', contentType: 'text/plain', ifAbsent: false }
  await s3BySdk(client, bucket)
    .put(object)
    .catch(() => undefined)
  return sent
}

const name = fc
  .array(fc.constantFrom('a', 'b1', 'x', '-', '.', '1', '10', 'bucket'), { minLength: 1, maxLength: 9 })
  .map(parts => parts.join(''))
const bucket = fc
  .oneof(
    name,
    fc.constantFrom('10.0.0.1', 'abc', 'a'.repeat(63), 'my.dotted.bucket', 'logs-eu-central-1'),
    fc.constantFrom('x--use1-az4--x-s3', 'point-abcdefgh--xa-s3', 'test-000000000000000000000000000--op-s3'),
    fc.constantFrom('point-abcdefghijklmnop-s3alias'),
  )
  .filter(each => /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(each))
const endpoint = fc.constantFrom(
  undefined,
  'http://127.0.0.1:4566',
  'http://[::1]:4566',
  'https://10.1.2.3',
  'http://localhost:4566',
  'http://minio:9000/',
  'https://minio:9000',
  'http://s3.local:9000',
  'https://bucket.vpce-1-a.s3.eu-central-1.vpce.amazonaws.com',
  'https://storage.example.com:8443/',
  'https://storage.example.com:443',
)

describe('the address of a bucket', () => {
  it('is where the SDK’s client finds it', async () => {
    let found = 0
    const region = fc.constantFrom('eu-central-1', 'us-east-1', 'us-gov-west-1')
    await fc.assert(
      fc.asyncProperty(endpoint, region, bucket, async (own, at, each) => {
        const address = bucketAddress(new URL(own ?? `https://s3.${at}.amazonaws.com`), each)
        if (address === undefined) return
        found += 1
        const { protocol, host } = address.url

        expect(`${protocol}//${host}${address.path}a/b as ${host}`).toBe(await bySdk(own, at, each))
      }),
      { numRuns: 500 },
    )
    expect(found).toBeGreaterThan(200)
  })

  it.each(['x--use1-az4--x-s3', 'point-abc--xa-s3', 'test-abc--op-s3', 'new--kind-s3'])(
    'is the SDK’s to know of %s',
    each => {
      expect(bucketAddress(new URL('https://s3.eu-central-1.amazonaws.com'), each)).toBeUndefined()
    },
  )

  it.each(['audit', 'my.dotted.bucket'])('is known of %s', each => {
    expect(bucketAddress(new URL('https://s3.eu-central-1.amazonaws.com'), each)).toBeDefined()
  })
})
