import { describe, expect, it } from 'vitest'
import { isPipelineError } from '../../core/errors/pipeline-error.ts'
import type { StubAnswer } from '../../test/support/http-stub.ts'
import { httpStub } from '../../test/support/http-stub.ts'
import { inLambda, lambdaEnv } from '../../test/support/lambda-env.ts'
import { queryError } from '../../test/support/aws-stub/sns-stub.ts'
import { sampleNotification as news } from '../../testing/contracts/notification-sink.ts'
import { notificationSink } from '../open/notification-sink.ts'
import { snsTopic } from './sns-topic.ts'

const arn = 'arn:aws:sns:us-west-2:123456789012:news'
const taken: StubAnswer = {
  headers: { 'content-type': 'text/xml' },
  body: '<PublishBatchResponse><PublishBatchResult><Successful><member><Id>0</Id></member></Successful><Failed/></PublishBatchResult></PublishBatchResponse>',
}
const publishing = async (answer: () => StubAnswer, env: Readonly<Record<string, string>> = {}) => {
  const { url, requests, connections } = await httpStub(answer)
  inLambda({ AWS_ENDPOINT_URL: url, ...env })
  return { sink: notificationSink(arn), requests, connections }
}

describe('a topic is asked', () => {
  it.each([
    ['without the SDK under Lambda', {}, /^tailrace$/],
    ['by the SDK outside Lambda', { AWS_LAMBDA_INITIALIZATION_TYPE: '' }, /^aws-sdk-js/],
    ['by the SDK where it alone knows how', { AWS_RETRY_MODE: 'adaptive' }, /^aws-sdk-js/],
  ] as const)('%s, in the region of its ARN', async (_, env, agent) => {
    const { sink, requests } = await publishing(() => taken, env)

    expect(await sink.send([news('1')])).toEqual(['applied'])
    expect(await sink.sendOnce?.([news('2')])).toEqual(['applied'])
    for (const { headers } of requests) {
      expect(headers['user-agent']).toMatch(agent)
      expect(headers.authorization).toContain('/us-west-2/sns/aws4_request')
    }
    expect(requests).toHaveLength(2)
  })

  it('with the keys and the invocation of what the environment is then', async () => {
    const { url, requests } = await httpStub(() => taken)
    const env: Record<string, string> = { ...lambdaEnv, AWS_ENDPOINT_URL_SNS: url }
    const { client } = await snsTopic(arn, env)
    for (const turn of ['1', '2']) {
      Object.assign(env, { AWS_ACCESS_KEY_ID: `id${turn}`, _X_AMZN_TRACE_ID: `Root=${turn}` })
      await client('Publish', { TopicArn: arn, Message: 'm' }).catch(() => undefined)
    }

    expect(requests.map(({ headers }) => /Credential=(\w+)/.exec(headers.authorization ?? '')?.[1])).toEqual([
      'id1',
      'id2',
    ])
    expect(requests.map(({ headers }) => headers['x-amzn-trace-id'])).toEqual(['Root=1', 'Root=2'])
  })
})

describe('a notification that is to be published once, without the SDK', () => {
  it.each([
    ['a connection that is closed without an answer', { drops: true }, 'unsure'],
    ['a failure of the service', queryError(500, 'InternalError'), 'unsure'],
    ['a refusal', queryError(400, 'InvalidParameter'), 'none'],
    ['throttling', queryError(429, 'Throttled'), 'none'],
  ] as const)('is handed over once by %s, and it is said what is sure', async (_, answer, effect) => {
    const { sink, requests } = await publishing(() => answer)

    const [result] = (await sink.sendOnce?.([news('1')])) ?? []

    expect(isPipelineError(result) && (result.effect ?? 'unsure')).toBe(effect)
    expect(requests).toHaveLength(1)
  })

  it('has had no effect where nobody was there', async () => {
    inLambda({ AWS_ENDPOINT_URL: 'http://127.0.0.1:9' })

    const [result] = (await notificationSink(arn).sendOnce?.([news('1')])) ?? []

    expect(result).toMatchObject({ code: 'sink.unavailable', effect: 'none' })
  })

  it('has a connection of its own each time, where the usual one is kept', async () => {
    const { sink, connections } = await publishing(() => taken)
    for (const id of ['1', '2', '3']) await sink.send([news(id)])
    const kept = connections()
    for (const id of ['4', '5', '6']) await sink.sendOnce?.([news(id)])

    expect([kept, connections() - kept]).toEqual([1, 3])
  })
})
