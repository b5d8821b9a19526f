import { S3Client } from '@aws-sdk/client-s3'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { faultyDirect } from '../../../test/support/faulty-direct.ts'
import type { StubAnswer } from '../../../test/support/http-stub.ts'
import { httpStub } from '../../../test/support/http-stub.ts'
import { signedAnew } from '../../../test/support/signed-anew.ts'
import '../../../test/support/same-samples.ts'
import { failedBothWays, noAnswer, thrownBy, toldOf, triesOf } from '../../../test/support/told-failure.ts'
import { awsFailure } from '../../aws/aws-failure.ts'
import type { NewObject, PutObject } from '../put-object.ts'
import { s3BySdk } from '../s3-access.ts'
import { bucketAddress } from './bucket-address.ts'
import { putDirectly } from './put-directly.ts'

const keys = { accessKeyId: 'tailrace', secretAccessKey: 'marked-secret-of-the-bucket' }
const taken: StubAnswer = { headers: { etag: '"e"' } }

/** Both ways to put into a bucket of one server, and what arrives there. */
const both = async (answer: () => StubAnswer, maxAttempts = 1) => {
  const { url, requests } = await httpStub(answer)
  const client = new S3Client({ endpoint: url, region: 'us-east-1', credentials: keys, maxAttempts })
  const { options } = faultyDirect(url, 'InvalidRequest', keys.secretAccessKey)
  const address = bucketAddress(options.url, 'bucket')
  if (address === undefined) throw new Error('it has no address')
  const clock = { now: Date.now, wait: async () => Promise.resolve() }
  const directly = putDirectly({ ...options, maxAttempts, clock }, address)
  return { bySdk: s3BySdk(client, 'bucket').put, directly, requests }
}

const segment = fc.oneof(
  fc.string({ maxLength: 8, unit: 'binary' }).filter(each => each.isWellFormed()),
  fc.constantFrom('.', '..', '%2E', '', ' ', '+', "a!'()*~", 'date=2026-11-28', 'ü€😀', '?x=1', '#', '\\'),
)
const object: fc.Arbitrary<NewObject> = fc.record({
  key: fc
    .array(segment, { minLength: 1, maxLength: 4 })
    .map(parts => parts.join('/'))
    .filter(key => key !== ''),
  body: fc.string({ maxLength: 40, unit: 'binary' }),
  contentType: fc.constantFrom('application/json', 'application/x-ndjson', 'text/plain; charset=utf-8'),
  ifAbsent: fc.boolean(),
})

describe('what is put without the SDK', () => {
  it('is on the wire what the SDK writes', async () => {
    const { bySdk, directly, requests } = await both(() => taken)
    const sent = ({ method, path, headers, body }: (typeof requests)[number]) => {
      const names = ['content-type', 'content-length', 'host', 'if-none-match', 'x-amz-content-sha256']
      const ofObject = Object.entries(headers).filter(
        ([name]) => names.includes(name) || /^x-amz-(?:checksum|sdk|meta|server|acl)/.test(name),
      )
      const scope = /\/us-east-1\/s3\/aws4_request/.exec(headers.authorization ?? '')?.[0]
      return { method, path, body, scope, ...Object.fromEntries(ofObject) }
    }
    await fc.assert(
      fc.asyncProperty(object, async each => {
        const from = requests.length
        for (const put of [bySdk, directly]) await put(each)
        const [ofSdk, own] = requests.slice(from).map(sent)

        expect(own).toEqual(ofSdk)
        expect(own).toHaveProperty('x-amz-checksum-crc32')
      }),
      { numRuns: 100 },
    )
  }, 60_000)

  it('has the signature that the SDK’s signer makes of the same', async () => {
    const { bySdk, requests } = await both(() => taken)
    await fc.assert(
      fc.asyncProperty(object, async each => {
        await bySdk(each)

        expect(signedAnew(requests.at(-1), keys, 's3')).toBe(requests.at(-1)?.headers.authorization)
      }),
      { numRuns: 50 },
    )
  }, 60_000)
})

const s3Error = (status: number, code: string): StubAnswer => ({
  status,
  headers: { 'content-type': 'application/xml' },
  body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${code} &amp; it is</Message><Endpoint>b.s3.eu-west-1.amazonaws.com</Endpoint><RequestId>r</RequestId><HostId>h</HostId></Error>`,
})
const refused = {
  301: ['PermanentRedirect'],
  307: ['TemporaryRedirect'],
  400: [
    ...['AuthorizationHeaderMalformed', 'BadDigest', 'EntityTooLarge', 'ExpiredToken', 'IncompleteBody'],
    ...['InvalidArgument', 'InvalidDigest', 'InvalidRequest', 'KMS.DisabledException', 'KeyTooLongError'],
    ...['MetadataTooLarge', 'RequestTimeout', 'InvalidToken', 'IllegalLocationConstraintException', 'Nobody'],
  ],
  403: [
    ...['AccessDenied', 'AllAccessDisabled', 'InvalidAccessKeyId', 'InvalidObjectState', 'NotSignedUp'],
    ...['RequestTimeTooSkewed', 'SignatureDoesNotMatch', 'AccountProblem'],
  ],
  404: ['NoSuchBucket', 'NoSuchKey', 'NoSuchAccessPoint'],
  405: ['MethodNotAllowed'],
  409: ['ConditionalRequestConflict', 'OperationAborted'],
  411: ['MissingContentLength'],
  412: ['PreconditionFailed'],
  429: ['Unheard'],
  500: ['InternalError'],
  503: ['SlowDown', 'ServiceUnavailable'],
}
const failures: readonly (readonly [what: string, answer: StubAnswer])[] = [
  ...Object.entries(refused).flatMap(([status, codes]) =>
    codes.map(code => [`${code} (${status})`, s3Error(Number(status), code)] as const),
  ),
  ['nothing, 404', { status: 404 }],
  ['nothing, 400', { status: 400 }],
  ['nothing, 412', { status: 412 }],
  ['nothing, 503', { status: 503 }],
  ['a lost answer', { drops: true }],
]
const some: NewObject = { key: 'k', body: 'marked', contentType: 'text/plain', ifAbsent: true }

describe('an object that is not put without the SDK', () => {
  const fail = async (put: PutObject): Promise<Error> => thrownBy(put(some))

  it.each(failures)('fails as with it, after as many attempts: %s', async (_, answer) => {
    const ways = await both(() => answer, 2)
    const { ofSdk, own, requestsOfSdk, ownRequests } = await failedBothWays(ways, fail)

    expect(toldOf(own)).toEqual(toldOf(ofSdk))
    expect([ownRequests, triesOf(own)]).toEqual([requestsOfSdk, triesOf(ofSdk)])
    if (answer.drops !== true) expect(own.name).toBe(ofSdk.name)
  })

  it.each<[what: string, status: number, body: string, headers?: Record<string, string>]>([
    ['a page of a proxy', 200, '<html><body>marked</body></html>'],
    ['a page of a proxy that tags its pages', 200, 'marked', { etag: '"e"' }],
    ['nothing, without a tag', 200, ''],
    ['an error that comes late', 200, '<Error><Code>InternalError</Code><Message>marked</Message></Error>'],
    ['a page of a proxy that refused', 403, '<html><body>marked</body></html>'],
    ['a page of a proxy that failed', 502, '<html><br>marked</html>'],
  ])('is never taken for put, and quotes nothing: %s', async (_, status, body, headers = {}) => {
    const { directly } = await both(() => ({ status, body, headers }))

    const error = await fail(directly)

    expect(toldOf(error)).toMatchObject(noAnswer(status))
    expect(JSON.stringify([error.message, awsFailure('sink', error)])).not.toContain('marked')
  })
})
