import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns'
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AwsCall } from './service-of.ts'
import { awsCall } from './service-of.ts'
import type { Refuser } from './start-refuser.ts'
import { startRefuser } from './start-refuser.ts'

const refused: AwsCall[] = []
let refuser: Refuser

beforeAll(async () => {
  refuser = await startRefuser(call => refused.push(call))
})

afterAll(async () => refuser.stop())

const settings = (): {
  readonly endpoint: string
  readonly region: string
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string }
} => ({
  endpoint: refuser.endpoint,
  region: 'eu-central-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
})

const secret = 'a body that is nobody’s business'

const calls: Readonly<Record<string, [() => Promise<unknown>, string, string, string]>> = {
  'the JSON protocol': [
    async () =>
      new SQSClient(settings()).send(
        new SendMessageCommand({ QueueUrl: `${refuser.endpoint}/1/queue`, MessageBody: secret }),
      ),
    'sqs',
    'SendMessage',
    'AWS_ENDPOINT_URL_SQS',
  ],
  'the query protocol': [
    async () =>
      new SNSClient(settings()).send(new PublishCommand({ TopicArn: 'arn:aws:sns:x:1:t', Message: secret })),
    'sns',
    'Publish',
    'AWS_ENDPOINT_URL_SNS',
  ],
  'S3’s own': [
    async () => new S3Client(settings()).send(new PutObjectCommand({ Bucket: 'b', Key: 'k', Body: secret })),
    's3',
    'PUT /b/k',
    'AWS_ENDPOINT_URL_S3',
  ],
  'REST with JSON': [
    async () =>
      new LambdaClient(settings()).send(
        new InvokeCommand({ FunctionName: 'f', Payload: Buffer.from(secret) }),
      ),
    'lambda',
    'POST /2015-03-31/functions/f/invocations',
    'AWS_ENDPOINT_URL_LAMBDA',
  ],
  'a service that signs under another name': [
    async () =>
      new EventBridgeClient(settings()).send(new PutEventsCommand({ Entries: [{ Detail: secret }] })),
    'events',
    'PutEvents',
    'AWS_ENDPOINT_URL_EVENTBRIDGE',
  ],
}

describe('the refuser', () => {
  it.each(Object.entries(calls))(
    'tells a caller by %s what it was kept from and what to set',
    async (_, [call, service, operation, setting]) => {
      const error: unknown = await call().catch((thrown: unknown) => thrown)

      expect(error).toMatchObject({
        name: 'RefusedByTailraceDev',
        message: `tailrace dev does not let functions reach ${service} (${operation}). Set ${setting} to where it may go, or pass --allow-remote-sinks to use AWS itself.`,
        $metadata: { attempts: 1 },
      })
      expect(refused.at(-1)).toEqual({ service, operation, setting })
      expect(JSON.stringify(refused)).not.toContain(secret)
    },
  )

  it('names a service that it does not know by what the request is signed for', () => {
    const authorization =
      'AWS4-HMAC-SHA256 Credential=k/20261127/r/some-new.service/aws4_request, Signature=1'

    expect(awsCall({ authorization }, { method: 'GET', url: '/a?secret=1', body: '' })).toEqual({
      service: 'some-new.service',
      operation: 'GET /a',
      setting: 'AWS_ENDPOINT_URL_SOME_NEW_SERVICE',
    })
    expect(awsCall({}, { body: '' })).toMatchObject({ service: 'AWS', setting: 'AWS_ENDPOINT_URL_<SERVICE>' })
  })
})
