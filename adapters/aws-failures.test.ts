import { S3Client } from '@aws-sdk/client-s3'
import { randomUUID } from 'node:crypto'
import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { sampleNotification as news } from '../testing/contracts/notification-sink.ts'
import { awsStub } from '../test/support/aws-stub/aws-stub.ts'
import { s3Error } from '../test/support/aws-stub/s3-stub.ts'
import { queryError } from '../test/support/aws-stub/sns-stub.ts'
import { jsonError } from '../test/support/aws-stub/sqs-stub.ts'
import { stubEnv } from '../test/support/aws-stub/stub-env.ts'
import { auditLineOf } from '../testing/contracts/audit-sink.ts'
import { failureDocumentOf } from '../testing/contracts/failure-destination.ts'
import { auditSink } from './open/audit-sink.ts'
import { failureDestination } from './open/failure-destination.ts'
import { ledgerStore } from './open/ledger-store.ts'
import { notificationSink } from './open/notification-sink.ts'
import { parkingStore } from './open/parking-store.ts'
import { newS3Client } from './s3/s3-client.ts'
import { s3Folder } from './s3/s3-folder.ts'
import { s3Place } from './s3/s3-place.ts'

const stub = awsStub()
stubEnv(stub)

const newQueue = (suffix = ''): string => {
  const queueUrl = `https://sqs.eu-central-1.amazonaws.com/123456789012/${randomUUID()}${suffix}`
  stub.sqs.create(queueUrl)
  return queueUrl
}
const newTopic = (): string => {
  const arn = `arn:aws:sns:eu-central-1:123456789012:${randomUUID()}`
  stub.sns.create(arn)
  return arn
}
const newBus = (): string => {
  const arn = `arn:aws:events:eu-central-1:123456789012:event-bus/${randomUUID()}`
  stub.eventBridge.create(arn)
  return arn
}
const codeOf = (result: unknown): unknown => (result as { readonly code?: string }).code ?? result

describe('what AWS says, in the words of the catalogue', () => {
  const put = async (): Promise<unknown> => parkingStore('s3://parked/dev').put('k', 'body')

  it.each([
    [s3Error(503, 'SlowDown'), 'sink.throttled'],
    [s3Error(500, 'InternalError'), 'sink.unavailable'],
    [s3Error(409, 'ConditionalRequestConflict'), 'sink.unavailable'],
    [s3Error(409, 'OperationAborted'), 'sink.unavailable'],
    [s3Error(400, 'RequestTimeout'), 'sink.unavailable'],
    [s3Error(404, 'NoSuchBucket'), 'aws.resource-missing'],
    [s3Error(301, 'PermanentRedirect'), 'aws.resource-missing'],
    [s3Error(403, 'AccessDenied'), 'aws.access-denied'],
    [s3Error(403, 'InvalidAccessKeyId'), 'aws.access-denied'],
    ['cut' as const, 'sink.unavailable'],
  ])('%j is %s', async (fault, code) => {
    stub.failNext(fault, 2)

    await expect(put()).rejects.toMatchObject({ code, scope: 'sink', disposition: 'retry' })
  })

  it('names the thing, the error of AWS and the remedy in one line', async () => {
    const error = await put().catch((thrown: unknown) => thrown)

    expect(error).toMatchObject({
      message: 's3://parked/dev does not exist (NoSuchBucket).',
      remedy: expect.stringMatching(/^Create it, or correct the URL/) as unknown,
    })
  })

  it('tries once more on its own, for sockets that died in a frozen function', async () => {
    stub.s3.create('lively')
    stub.failNext('cut')

    await parkingStore('s3://lively').put('k', 'body')

    expect([...stub.s3.objects('lively')]).toEqual([['k', 'body']])
  })

  it('does not take a server of another kind for one of its own', async () => {
    stub.failNext({ status: 418, body: 'no XML' })

    const error = await put().catch((thrown: unknown) => thrown)

    expect(error).toMatchObject({ code: 'sink.answer-unknown', disposition: 'retry', scope: undefined })
  })

  it('gives up at once when its time is over', async () => {
    stub.failNext('hang')
    const controller = new AbortController()
    const sent = notificationSink(`sqs:${newQueue()}`).send([news('1')], controller.signal)
    setTimeout(() => {
      controller.abort()
    }, 20)

    const [result] = await sent

    expect(result).toMatchObject({ name: 'AbortError' })
  })
})

describe('what AWS lacks', () => {
  const missing = 'arn:aws:sns:eu-central-1:123456789012:none'

  it.each([
    ['a topic', missing],
    ['a queue', 'sqs:https://sqs.eu-central-1.amazonaws.com/123456789012/none'],
  ])('%s: each message is to be retried, with the remedy', async (_, url) => {
    const results = await notificationSink(url).send([news('1'), news('2')])

    expect(results.map(codeOf)).toEqual(['aws.resource-missing', 'aws.resource-missing'])
  })

  it.each([
    ['a queue, by its ARN', 'arn:aws:sqs:eu-central-1:123456789012:none'],
    [
      'a bus, which would take events and drop them',
      'arn:aws:events:eu-central-1:123456789012:event-bus/none',
    ],
  ])('%s: nothing is sent', async (_, arn) => {
    await expect(notificationSink(arn).send([news('1')])).rejects.toMatchObject({
      code: 'aws.resource-missing',
      disposition: 'retry',
    })
  })

  it('is looked for again at the next try', async () => {
    const bus = 'arn:aws:events:eu-central-1:123456789012:event-bus/late'
    const sink = notificationSink(bus)
    await sink.send([news('1')]).catch(() => undefined)
    stub.eventBridge.create(bus)

    expect(await sink.send([news('1')])).toEqual(['applied'])
    expect(await sink.send([news('2')])).toEqual(['applied'])
    expect(stub.requests.filter(request => request === 'AWSEvents.DescribeEventBus')).toHaveLength(2)
  })
})

describe('what the machine lacks', () => {
  it.each([
    ['credentials', ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']],
    ['a region', ['AWS_REGION']],
  ])('%s: is said with the remedy, and to be retried', async (_, names) => {
    const before = { ...process.env }
    for (const name of [...names, 'HOME', 'AWS_PROFILE']) Reflect.deleteProperty(process.env, name)
    process.env['AWS_CONFIG_FILE'] = process.env['AWS_SHARED_CREDENTIALS_FILE'] = '/no/such/file'
    try {
      const put = parkingStore('s3://parked').put('k', 'body')

      await expect(put).rejects.toMatchObject({
        code: 'aws.credentials-missing',
        remedy: expect.stringContaining('AWS_REGION') as unknown,
      })
    } finally {
      for (const name of ['AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE'])
        Reflect.deleteProperty(process.env, name)
      Object.assign(process.env, before)
    }
  })
})

describe('a server of one name', () => {
  it('is reached with the bucket in the path', async () => {
    stub.s3.create('by-path')
    const client = newS3Client({ S3Client }, stub.endpoint().replace('127.0.0.1', 'localhost'))

    await s3Folder(client, s3Place('//by-path')).put('a/b', 'body', { contentType: 'text/plain' })

    expect(stub.requests).toEqual(['PUT /by-path/a/b'])
  })
})

describe('a batch of which a part is refused', () => {
  const ids = ['good', 'bad-content', 'bad-weather', 'last']
  const expected = ['applied', 'sink.rejected', 'sink.unavailable', 'applied']

  it('fails those messages at SQS, and no others', async () => {
    const queue = newQueue()
    stub.sqs.refuse('bad-content', 'InvalidMessageContents', true)
    stub.sqs.refuse('bad-weather', 'InternalError', false)

    const results = await notificationSink(`sqs:${queue}`).send(ids.map(news))

    expect(results.map(codeOf)).toEqual(expected)
    expect(stub.requests).toEqual(['AmazonSQS.SendMessageBatch'])
  })

  it('fails those messages at SNS, and no others', async () => {
    stub.sns.refuse('bad-content', 'InvalidParameter', true)
    stub.sns.refuse('bad-weather', 'InternalError', false)

    const results = await notificationSink(newTopic()).send(ids.map(news))

    // A parameter may be refused for what the topic is, too: whose fault it is shows when it is tried again.
    expect(results.map(codeOf)).toEqual(expected.map(code => code.replace('rejected', 'answer-unknown')))
  })

  it('fails those messages at EventBridge, and no others', async () => {
    stub.eventBridge.refuse('bad-content', 'MalformedDetail')
    stub.eventBridge.refuse('bad-weather', 'InternalFailure')

    const results = await notificationSink(newBus()).send(ids.map(news))

    expect(results.map(codeOf)).toEqual(expected)
  })

  it.each([
    ['InvalidArgument', 'sink.rejected'],
    ['RedactionFailure', 'sink.rejected'],
    ['NotAuthorizedForSourceException', 'aws.access-denied'],
    ['NotAuthorizedForDetailTypeException', 'aws.access-denied'],
    ['ThrottlingException', 'sink.throttled'],
  ])('EventBridge: an entry of %s is %s', async (code, expected) => {
    stub.eventBridge.refuse(`"id":"${code}"`, code)

    expect((await notificationSink(newBus()).send([news(code)])).map(codeOf)).toEqual([expected])
  })

  it('sends characters in escapes that a queue does not take as they are', async () => {
    const queue = newQueue()
    const body = { text: 'a\u0001\uD800\uFFFE\uFFFF' }
    await notificationSink(`sqs:${queue}`).send([{ ...news('1'), body }])

    const [text = ''] = stub.sqs.messages(queue).map(({ MessageBody }) => MessageBody)

    expect(text).toMatch(/^[ -~]*$/)
    expect(JSON.parse(text)).toMatchObject({ body })
  })

  it.each([
    ['SQS', () => `sqs:${newQueue()}`],
    ['EventBridge', newBus],
  ])('parks a message that is too large for %s, and sends its neighbours', async (_, url) => {
    const large = { ...news('large'), body: { text: 'x'.repeat(300_000) } }
    const half = { ...news('half'), body: { text: 'x'.repeat(150_000) } }

    const results = await notificationSink(url()).send([news('1'), large, half, { ...half, id: 'h2' }])

    expect(results.map(codeOf)).toEqual(['applied', 'sink.rejected', 'applied', 'applied'])
    expect(stub.requests.filter(request => !request.endsWith('DescribeEventBus'))).toHaveLength(4)
  })

  it('finds the one message for which a whole call is refused', async () => {
    stub.failNext(jsonError(400, 'InvalidParameterValue', 'The characters are not allowed.'))

    const results = await notificationSink(`sqs:${newQueue()}`).send(ids.slice(0, 1).concat('last').map(news))

    expect(results).toEqual(['applied', 'applied'])
    expect(stub.requests).toHaveLength(3)
  })

  it('slows down at throttling, whatever the service calls it', async () => {
    stub.failNext(jsonError(400, 'RequestThrottled'), 2)
    const [fromSqs] = await notificationSink(`sqs:${newQueue()}`).send([news('1')])
    stub.failNext(queryError(400, 'Throttling'), 2)
    const [fromSns] = await notificationSink(newTopic()).send([news('1')])
    const bus = notificationSink(newBus())
    await bus.send([])
    stub.failNext(jsonError(400, 'ThrottlingException'), 2)
    const [fromBus] = await bus.send([news('1')])

    expect([fromSqs, fromSns, fromBus].map(codeOf)).toEqual(Array(3).fill('sink.throttled'))
  })
})

describe('a FIFO queue', () => {
  it('keeps the messages of an item in one group and drops repeats', async () => {
    const queue = newQueue('.fifo')
    const sink = notificationSink(`sqs:${queue}`)
    await sink.send([{ ...news('1'), group: 'ORDER#7' }, news('2')])
    await sink.send([{ ...news('1'), group: 'ORDER#7' }])

    const messages = stub.sqs.messages(queue)

    expect(messages.map(each => each.MessageDeduplicationId)).toEqual(['1', '2'])
    // A group of other characters than FIFO queues take goes by its digest.
    expect(messages.map(each => each.MessageGroupId)).toEqual([
      'ORDER#7',
      expect.stringMatching(/^[0-9a-f]{64}$/) as unknown,
    ])
  })

  it('takes a group of 128 characters as it is, and no longer one', async () => {
    const queue = newQueue('.fifo')
    const groups = ['g'.repeat(128), 'g'.repeat(129)]
    await notificationSink(`sqs:${queue}`).send(
      groups.map((group, index) => ({ ...news(String(index)), group })),
    )

    const found = stub.sqs.messages(queue).map(each => each.MessageGroupId)

    expect(found).toEqual([groups[0], expect.stringMatching(/^[0-9a-f]{64}$/)])
  })

  it('is found by its ARN', async () => {
    const queue = newQueue('.fifo')
    const arn = `arn:aws:sqs:eu-central-1:123456789012:${queue.split('/').at(-1) ?? ''}`

    expect(await notificationSink(arn).send([news('1')])).toEqual(['applied'])
  })
})

describe('a URL that is not of its form', () => {
  it.each([
    [async () => parkingStore('s3:bucket').put('k', ''), 's3://BUCKET/PREFIX'],
    [async () => auditSink('s3://Bad_Bucket/x').append([]), 's3://BUCKET/PREFIX'],
    [async () => ledgerStore('dynamodb://no table').query('p', '0', '9'), 'dynamodb://TABLE'],
    [async () => notificationSink('sqs:news').send([]), "sqs: and the queue's URL"],
    [
      async () => failureDestination('arn:aws:lambda:eu-central-1:1:f').write(failureDocumentOf('1'), 'm'),
      'the ARN of a queue or a topic',
    ],
    [async () => notificationSink('arn:aws:lambda:eu-central-1:1:f').send([]), 'the ARN of a queue, a topic'],
    [async () => notificationSink('arn:aws:events:eu-central-1:1:rule/x').send([]), 'event-bus/NAME'],
  ])('is said in one line with the form that it should have', async (open, form) => {
    await expect(open()).rejects.toMatchObject({
      code: 'aws.url-invalid',
      message: expect.stringContaining(form) as unknown,
    })
  })
})

describe('a URL that holds a secret', () => {
  it.each([
    async () => parkingStore('s3://KEY:marked@bucket/x').put('k', ''),
    async () =>
      notificationSink('sqs:https://user:marked@sqs.eu-central-1.amazonaws.com/1/q').send([news('1')]),
    async () => notificationSink('sqs:user:marked@queue').send([news('1')]),
  ])('is refused without it (%#)', async open => {
    const error = await open().catch((thrown: unknown) => thrown)

    expect(error).toMatchObject({ code: 'aws.url-invalid' })
    expect(inspect(error, { depth: 9 })).not.toContain('marked')
  })
})

describe('an audit in S3', () => {
  it('gives an entry once, however batches were cut when they came again', async () => {
    stub.s3.create('audit')
    const sink = auditSink('s3://audit/dev/')
    const all = ['1', '2', '3', '4', '5'].map(id =>
      auditLineOf(id, `2026-01-0${id < '4' ? 1 : 2}T10:00:00.000Z`),
    )
    await sink.append(all)
    for (const cut of [1, 2, 3]) {
      await sink.append(all.slice(0, cut))
      await sink.append(all.slice(cut))
    }

    const ids: string[] = []
    for await (const { id } of auditSink('s3://audit/dev').entries()) ids.push(id)

    expect(ids.toSorted()).toEqual(['1', '2', '3', '4', '5'])
    expect(
      [...stub.s3.objects('audit').keys()].every(key => /^dev\/date=2026-01-0[12]\/hour=10\//.test(key)),
    ).toBe(true)
  })
})
