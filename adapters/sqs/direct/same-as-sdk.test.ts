import { hash } from 'node:crypto'
import { SQSClient } from '@aws-sdk/client-sqs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { jsonError } from '../../../test/support/aws-stub/sqs-stub.ts'
import { faultyDirect } from '../../../test/support/faulty-direct.ts'
import type { StubAnswer } from '../../../test/support/http-stub.ts'
import { httpStub } from '../../../test/support/http-stub.ts'
import { signedAnew } from '../../../test/support/signed-anew.ts'
import '../../../test/support/same-samples.ts'
import { failedBothWays, noAnswer, thrownBy, toldOf, triesOf } from '../../../test/support/told-failure.ts'
import type { AskQueue, QueueOperations } from '../ask-queue.ts'
import { askQueueBySdk } from '../ask-queue-by-sdk.ts'
import { askQueueDirectly } from './ask-queue-directly.ts'

const keys = { accessKeyId: 'tailrace', secretAccessKey: 'marked-secret-of-the-queue' }

/** Both ways to ask one server, and what arrives there. */
const both = async (answer: (body: string) => StubAnswer, maxAttempts = 1) => {
  const { url, requests } = await httpStub(({ body }) => answer(body))
  const client = new SQSClient({
    ...{ endpoint: url, region: 'us-east-1', credentials: keys },
    ...{ maxAttempts, useQueueUrlAsEndpoint: false },
  })
  const { options } = faultyDirect(url, 'InvalidRequest', keys.secretAccessKey)
  const clock = { now: Date.now, wait: async () => Promise.resolve() }
  const directly = askQueueDirectly({ ...options, maxAttempts, clock })
  return { bySdk: askQueueBySdk(client), directly, requests }
}

const text = fc.string({ maxLength: 12, unit: 'binary' })
const whole = text.filter(each => each.isWellFormed())
type Batch = QueueOperations['SendMessageBatch']['input']
const entry = fc
  .record({
    MessageBody: whole,
    MessageGroupId: fc.option(text, { nil: undefined }),
    MessageDeduplicationId: fc.option(text, { nil: undefined }),
  })
  .map(each => Object.fromEntries(Object.entries(each).filter(([, value]) => value !== undefined)))
const batch = fc
  .tuple(text, fc.array(entry, { minLength: 1, maxLength: 10 }))
  .map(([QueueUrl, all]): Batch => ({
    QueueUrl,
    Entries: all.map((each, at) => ({ ...(each as { readonly MessageBody: string }), Id: String(at) })),
  }))

/** What SQS answers to a batch of which it does not take these. */
const answering =
  (refused: readonly string[] = [], digestOf = (body: string): string => hash('md5', body)) =>
  (body: string): StubAnswer => {
    const { Entries = [], MessageBody = '' } = JSON.parse(body) as Partial<Batch> & {
      readonly MessageBody?: string
    }
    if (Entries.length === 0)
      return { body: { QueueUrl: 'q', MessageId: 'm', MD5OfMessageBody: hash('md5', MessageBody) } }
    const taken = Entries.filter(({ Id }) => !refused.includes(Id))
    return {
      body: {
        Successful: taken.map(each => ({
          ...{ Id: each.Id, MessageId: `m${each.Id}` },
          MD5OfMessageBody: digestOf(each.MessageBody),
        })),
        Failed: refused.map(Id => ({ Id, Code: 'InternalError', Message: 'ü', SenderFault: Id === '1' })),
      },
    }
  }

describe('what a queue is asked without the SDK', () => {
  it('is on the wire what the SDK writes, signed alike, and answered as the SDK reads it', async () => {
    const refused = ['1', '2']
    const { bySdk, directly, requests } = await both(answering(refused))
    const sent = ({ method, path, headers, body }: (typeof requests)[number]) => ({
      ...{ method, path, body: JSON.parse(body) as unknown, type: headers['content-type'] },
      ...{ target: headers['x-amz-target'], mode: headers['x-amzn-query-mode'] },
      scope: /\/us-east-1\/sqs\/aws4_request/.exec(headers.authorization ?? '')?.[0],
    })
    await fc.assert(
      fc.asyncProperty(batch, text, whole, async (input, QueueName, MessageBody) => {
        const from = requests.length
        const failed: unknown[] = []
        for (const ask of [bySdk, directly]) {
          failed.push((await ask('SendMessageBatch', input)).Failed)
          failed.push(await ask('GetQueueUrl', { QueueName, QueueOwnerAWSAccountId: '1' }))
          await ask('SendMessage', { QueueUrl: input.QueueUrl, MessageBody })
        }
        const all = requests.slice(from).map(sent)

        expect(all.slice(3)).toEqual(all.slice(0, 3))
        expect(all.every(({ scope, mode }) => scope !== undefined && mode === 'true')).toBe(true)
        expect(failed[2]).toEqual(failed[0])
        expect([failed[1], failed[3]]).toMatchObject([{ QueueUrl: 'q' }, { QueueUrl: 'q' }])
        expect(signedAnew(requests[from], keys, 'sqs')).toBe(requests[from]?.headers.authorization)
      }),
      { numRuns: 60 },
    )
  })
})

const refusal = (status: number, type: string, old?: string): StubAnswer => ({
  ...jsonError(status, type),
  ...(old !== undefined && { headers: { 'x-amzn-query-error': `${old};Sender` } }),
})
const sqs = 'AWS.SimpleQueueService'
const failures: readonly (readonly [what: string, answer: StubAnswer])[] = [
  ...[
    [400, 'QueueDoesNotExist', `${sqs}.NonExistentQueue`],
    [400, 'QueueDeletedRecently', `${sqs}.QueueDeletedRecently`],
    [400, 'BatchRequestTooLong', `${sqs}.BatchRequestTooLong`],
    [400, 'BatchEntryIdsNotDistinct', `${sqs}.BatchEntryIdsNotDistinct`],
    [400, 'EmptyBatchRequest', `${sqs}.EmptyBatchRequest`],
    [400, 'InvalidBatchEntryId', `${sqs}.InvalidBatchEntryId`],
    [400, 'TooManyEntriesInBatchRequest', `${sqs}.TooManyEntriesInBatchRequest`],
    [400, 'UnsupportedOperation', `${sqs}.UnsupportedOperation`],
    [400, 'KmsAccessDenied', 'KMS.AccessDeniedException'],
    [400, 'KmsDisabled', 'KMS.DisabledException'],
    [400, 'KmsInvalidKeyUsage', 'KMS.InvalidKeyUsageException'],
    [400, 'KmsInvalidState', 'KMS.InvalidStateException'],
    [400, 'KmsNotFound', 'KMS.NotFoundException'],
    [403, 'KmsOptInRequired', 'KMS.OptInRequired'],
    [400, 'KmsThrottled', 'KMS.ThrottlingException'],
    [403, 'RequestThrottled', 'RequestThrottled'],
    [403, 'OverLimit', 'OverLimit'],
    [404, 'InvalidAddress', 'InvalidAddress'],
    [403, 'InvalidSecurity', 'InvalidSecurity'],
    [400, 'InvalidParameterValueException', 'InvalidParameterValue'],
    [400, 'AccessDeniedException', 'AccessDenied'],
    [400, 'Nobody', 'NobodyOfOld'],
  ].map(([status, type, old]) => [`${type}, ${old}`, refusal(Number(status), `${type}`, `${old}`)] as const),
  ...['InvalidMessageContents', 'QueueDoesNotExist', 'ExpiredToken', 'SignatureDoesNotMatch', 'Nobody'].map(
    name => [name, refusal(400, name)] as const,
  ),
  ['InternalError', refusal(500, 'InternalError')],
  ['ServiceUnavailable', refusal(503, 'ServiceUnavailable')],
  ['nothing, 400', { status: 400 }],
  ['nothing, 503', { status: 503 }],
  ['a message that is not what was sent', answering([], () => 'x')('{"Entries":[{"Id":"0"}]}')],
  ['a lost answer', { drops: true }],
]

describe('a failure of a queue without the SDK', () => {
  const input = { QueueUrl: 'q', Entries: [{ Id: '0', MessageBody: 'marked' }] }
  const fail = async (ask: AskQueue): Promise<Error> => thrownBy(ask('SendMessageBatch', input))

  it.each(failures)('is what it is with it, after as many attempts: %s', async (_, answer) => {
    const ways = await both(() => answer, 2)
    const { ofSdk, own, requestsOfSdk, ownRequests } = await failedBothWays(ways, fail)

    expect(toldOf(own)).toEqual(toldOf(ofSdk))
    expect(ownRequests).toBe(requestsOfSdk)
    if (answer.drops !== true) expect([own.name, own.message]).toEqual([ofSdk.name, ofSdk.message])
    if (answer.status !== undefined) expect(triesOf(own)).toBe(triesOf(ofSdk))
  })

  it.each([
    ['a page of a proxy', 200, '<html><body>marked</body></html>'],
    ['nothing', 200, ''],
    ['an answer without messages', 200, '{"marked":1}'],
    ['a page of a proxy that failed', 502, '<html>marked</html>'],
  ])('is never an answer, and quotes none: %s', async (_, status, body) => {
    const { directly } = await both(() => ({ status, body }))

    const error = await fail(directly)

    expect(toldOf(error)).toMatchObject(noAnswer(status))
    expect(error.message).not.toContain('marked')
  })
})
