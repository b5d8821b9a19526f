import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb'
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3'
import { PublishBatchCommand, SNSClient } from '@aws-sdk/client-sns'
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import '../../../test/support/same-samples.ts'
import { directPlace } from './direct-place.ts'
import { keysOfEnv } from './keys-of-env.ts'

type Env = Readonly<Record<string, string>>

const before = { ...process.env }
afterEach(() => {
  for (const name of Object.keys(process.env)) Reflect.deleteProperty(process.env, name)
  Object.assign(process.env, before)
})

/** Makes a request by the client of a service, in a region of its own where that is known. */
const senders = {
  dynamodb: () => {
    const client = new DynamoDBClient({ maxAttempts: 1 })
    return { client, send: async () => client.send(new GetItemCommand({ TableName: 't', Key: {} })) }
  },
  events: (region?: string) => {
    const client = new EventBridgeClient({ maxAttempts: 1, ...(region !== undefined && { region }) })
    return { client, send: async () => client.send(new PutEventsCommand({ Entries: [] })) }
  },
  sqs: (region?: string) => {
    const own = { maxAttempts: 1, useQueueUrlAsEndpoint: false }
    const client = new SQSClient({ ...own, ...(region !== undefined && { region }) })
    const input = { QueueUrl: 'https://sqs.eu-west-3.amazonaws.com/1/q', MessageBody: 'm' }
    return { client, send: async () => client.send(new SendMessageCommand(input)) }
  },
  s3: () => {
    const client = new S3Client({ maxAttempts: 1 })
    return { client, send: async () => client.send(new ListBucketsCommand()) }
  },
  sns: (region?: string) => {
    const client = new SNSClient({ maxAttempts: 1, ...(region !== undefined && { region }) })
    const input = { TopicArn: 't', PublishBatchRequestEntries: [] }
    return { client, send: async () => client.send(new PublishBatchCommand(input)) }
  },
}
type Asked = keyof typeof senders

/** As much of what all clients have as is used to see what they send. */
interface WatchedStack {
  readonly add: (
    watch: () => (args: { readonly request: unknown }) => Promise<never>,
    where: { readonly step: 'finalizeRequest'; readonly priority: 'low' },
  ) => void
}

/** Where the SDK itself sends a request in an environment, and how it signs it. */
const bySdk = async (env: Env, service: Asked, region?: string) => {
  for (const name of Object.keys(process.env))
    if (/^AWS_|^HOME$/.test(name)) Reflect.deleteProperty(process.env, name)
  Object.assign(process.env, env)
  interface Sent {
    readonly protocol: string
    readonly hostname: string
    readonly port?: number
    readonly path: string
    readonly headers: Readonly<Record<string, string>>
  }
  let sent: Sent | undefined
  const { client, send } = senders[service](region)
  const stack = client.middlewareStack as unknown as WatchedStack
  stack.add(
    () => async args => {
      sent = args.request as Sent
      return Promise.reject(new Error('seen'))
    },
    { step: 'finalizeRequest', priority: 'low' },
  )
  await send().catch(() => undefined)
  if (sent === undefined) return undefined
  const { protocol, hostname, port, path, headers } = sent
  const [, accessKeyId, signedRegion, signedFor] =
    /Credential=([^/]+)\/\d+\/([^/]+)\/([^/]+)/.exec(headers['authorization'] ?? '') ?? []
  return {
    signedFor,
    url: new URL(`${protocol}//${hostname}${port === undefined ? '' : `:${port}`}${path}`).href,
    region: signedRegion,
    accessKeyId,
    sessionToken: headers['x-amz-security-token'],
  }
}

const keys = { AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'secret' }
const lambda = { AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand', AWS_REGION: 'eu-central-1', ...keys }
const noFile = () => false
const table = { service: 'dynamodb' } as const

const one = (values: readonly string[], weight: number): fc.Arbitrary<string | undefined> =>
  fc.oneof(
    { weight, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.constantFrom(...values) },
  )
const some = (...values: readonly string[]) => one(values, 1)
const rarely = (...values: readonly string[]) => one(values, 8)
const anyEnv = fc
  .record({
    AWS_LAMBDA_INITIALIZATION_TYPE: fc.constant('on-demand'),
    AWS_REGION: fc.constantFrom(
      ...['eu-central-1', 'us-east-1', 'us-gov-west-1', 'cn-north-1', 'us-iso-east-1', 'us-isob-east-1'],
      ...['eusc-de-east-1', 'eu-isoe-west-1', 'fips-us-east-1', 'us-west-2-fips', 'aws-global', 'local'],
      ...['mx-central-1', 'il-central-1', 'me-south-1', 'af-south-1', 'sa-east-1', 'nowhere', ''],
    ),
    AWS_ACCESS_KEY_ID: fc.constantFrom('id', 'id', 'id', ''),
    AWS_SECRET_ACCESS_KEY: fc.constantFrom('secret', 'secret', 'secret', ''),
    AWS_SESSION_TOKEN: some('token', ''),
    AWS_ENDPOINT_URL: rarely(
      'http://127.0.0.1:8000',
      'http://other:4566/',
      'http://host/path',
      'nonsense',
      '',
    ),
    AWS_ENDPOINT_URL_EVENTBRIDGE: rarely('http://buses:4587', ''),
    AWS_ENDPOINT_URL_SQS: rarely('http://queues:4576', ''),
    AWS_ENDPOINT_URL_S3: rarely('https://bucket.vpce-1-a.s3.eu-central-1.vpce.amazonaws.com', ''),
    AWS_ENDPOINT_URL_SNS: rarely('http://topics:4575', ''),
    AWS_BEARER_TOKEN_SNS: rarely('', 'bearer'),
    AWS_SIGV4A_SIGNING_REGION_SET: rarely('*', ''),
    AWS_ENDPOINT_URL_DYNAMODB: rarely(
      'https://vpce-1.dynamodb.eu-central-1.vpce.amazonaws.com',
      'http://[::1]:8000',
      '',
    ),
    AWS_USE_FIPS_ENDPOINT: rarely('true', 'false'),
    AWS_USE_DUALSTACK_ENDPOINT: rarely('true', 'false'),
    AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: rarely('true', 'false'),
    AWS_ACCOUNT_ID: rarely('123456789012', ''),
    AWS_ACCOUNT_ID_ENDPOINT_MODE: rarely('disabled', 'preferred', 'required'),
    AWS_PROFILE: rarely('other', ''),
    AWS_DEFAULT_REGION: rarely('us-east-2'),
  })
  .map(env => Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined)) as Env)

/** Topics, queues and buses lie in the regions of their ARNs. */
const byArn: readonly string[] = ['events', 'sns', 'sqs']
const ofArn = fc.constantFrom(undefined, 'eu-west-1', 'us-gov-east-1', 'cn-north-1', 'eusc-de-east-1')

describe('where a service is asked without the SDK', () => {
  it.each(['dynamodb', 'events', 's3', 'sns', 'sqs'] as const)(
    'is where the SDK would ask %s, as whom the SDK would',
    async service => {
      let found = 0
      await fc.assert(
        fc.asyncProperty(
          anyEnv,
          byArn.includes(service) ? ofArn : fc.constant(undefined),
          async (env, region) => {
            const place = directPlace(env, { service, region }, noFile)
            if (place === undefined) return
            found += 1
            const { accessKeyId, sessionToken } = keysOfEnv(env)

            expect({
              ...{ url: place.url.href, region: place.region, signedFor: service },
              ...{ accessKeyId, sessionToken },
            }).toEqual(await bySdk({ ...env, HOME: '/nowhere' }, service, region))
          },
        ),
        { numRuns: 1_000 },
      )
      expect(found).toBeGreaterThan(100)
    },
    60_000,
  )

  it.each(['eu-central-1', 'us-gov-east-1', 'cn-northwest-1'])('is known of %s', region => {
    expect(directPlace({ ...lambda, AWS_REGION: region }, table, noFile)?.region).toBe(region)
  })

  it.each<[string, Record<string, string>]>([
    ['outside Lambda', { AWS_LAMBDA_INITIALIZATION_TYPE: '' }],
    ['without keys', { AWS_ACCESS_KEY_ID: '' }],
    ['without a secret', { AWS_SECRET_ACCESS_KEY: '' }],
    ['without a region', { AWS_REGION: '' }],
    ['in a partition of its own', { AWS_REGION: 'us-iso-east-1' }],
    ['with a profile', { AWS_PROFILE: 'one' }],
    ['with a file of settings', { AWS_CONFIG_FILE: '/var/task/config' }],
    ['with FIPS', { AWS_USE_FIPS_ENDPOINT: 'true' }],
    ['with both kinds of addresses', { AWS_USE_DUALSTACK_ENDPOINT: 'true' }],
    ['with the host of an account', { AWS_ACCOUNT_ID: '123456789012' }],
    ['with attempts that adapt', { AWS_RETRY_MODE: 'adaptive' }],
    ['with a token of another kind', { AWS_BEARER_TOKEN_DYNAMODB: 'x' }],
    ['with checksums of its own', { AWS_REQUEST_CHECKSUM_CALCULATION: 'WHEN_REQUIRED' }],
    ['with signatures of several regions', { AWS_SIGV4A_SIGNING_REGION_SET: '*' }],
    ['with a path', { AWS_ENDPOINT_URL: 'http://host/path' }],
    ['with a user', { AWS_ENDPOINT_URL: 'http://a:b@host/' }],
    ['with another scheme', { AWS_ENDPOINT_URL: 'unix:///socket' }],
  ])('is left to the SDK %s', (_, more) => {
    expect(directPlace(lambda, table, noFile)).toBeDefined()
    expect(directPlace({ ...lambda, ...more }, table, noFile)).toBeUndefined()
  })

  it('is left to the SDK where the home folder has settings', () => {
    const env = { ...lambda, HOME: '/home/sbx' }
    const has = (file: string) => (path: string) => path === `/home/sbx/.aws/${file}`

    expect(directPlace(env, table, noFile)).toBeDefined()
    expect([directPlace(env, table, has('config')), directPlace(env, table, has('credentials'))]).toEqual([
      undefined,
      undefined,
    ])
  })
})
