import { expect, it } from 'vitest'
import { eventBridgeStub } from '../../../test/support/aws-stub/eventbridge-stub.ts'
import { sqsStub } from '../../../test/support/aws-stub/sqs-stub.ts'
import { httpStub } from '../../../test/support/http-stub.ts'
import { inLambda } from '../../../test/support/lambda-env.ts'
import { sampleNotification as news } from '../../../testing/contracts/notification-sink.ts'
import { notificationSink } from '../../open/notification-sink.ts'

const queueUrl = 'https://sqs.us-west-2.amazonaws.com/123456789012/news'
const busArn = 'arn:aws:events:us-west-2:123456789012:event-bus/news'
const places = [
  ['a queue by its URL', `sqs:${queueUrl}`, ['SendMessageBatch', 'SendMessageBatch']],
  [
    'a queue by its ARN',
    'arn:aws:sqs:us-west-2:123456789012:news',
    ['GetQueueUrl', 'SendMessageBatch', 'SendMessageBatch'],
  ],
  ['a bus', busArn, ['DescribeEventBus', 'PutEvents', 'PutEvents']],
] as const

/** A server with the queue and the bus. */
const serving = async () => {
  const [queues, buses] = [sqsStub(), eventBridgeStub()]
  queues.create(queueUrl)
  buses.create(busArn)
  return httpStub(({ method, path, headers, body }) => {
    const request = { method, headers, body, url: new URL(path, 'http://stub') }
    const [service, operation = ''] = String(headers['x-amz-target']).split('.')
    return service === 'AmazonSQS' ? queues.serve(operation, request) : buses.serve(operation, request)
  })
}

for (const [way, env, agent] of [
  ['without the SDK under Lambda', {}, /^tailrace$/],
  ['by the SDK outside Lambda', { AWS_LAMBDA_INITIALIZATION_TYPE: '' }, /^aws-sdk-js/],
  ['by the SDK where it alone knows how', { AWS_RETRY_MODE: 'adaptive' }, /^aws-sdk-js/],
] as const)
  it.each(places)(`%s is asked ${way}, in its own region`, async (_, place, operations) => {
    const { url, requests } = await serving()
    inLambda({ AWS_ENDPOINT_URL: url, ...env })
    const sink = notificationSink(place)

    expect(await sink.send([news('1')])).toEqual(['applied'])
    expect(await sink.sendOnce?.([news('2')])).toEqual(['applied'])
    expect(requests.map(({ headers }) => String(headers['x-amz-target']).split('.')[1])).toEqual(operations)
    for (const { headers } of requests) {
      expect(headers['user-agent']).toMatch(agent)
      expect(headers.authorization).toMatch(/\/us-west-2\/(sqs|events)\/aws4_request/)
    }
  })
