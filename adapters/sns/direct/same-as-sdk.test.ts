import { SNSClient } from '@aws-sdk/client-sns'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { faultyDirect } from '../../../test/support/faulty-direct.ts'
import type { StubAnswer } from '../../../test/support/http-stub.ts'
import { httpStub } from '../../../test/support/http-stub.ts'
import '../../../test/support/same-samples.ts'
import { signedAnew } from '../../../test/support/signed-anew.ts'
import { failedBothWays, noAnswer, thrownBy, toldOf, triesOf } from '../../../test/support/told-failure.ts'
import { awsFailure } from '../../aws/aws-failure.ts'
import type { AskTopic, TopicOperations } from '../ask-topic.ts'
import { askTopicBySdk } from '../ask-topic-by-sdk.ts'
import { askTopicDirectly } from './ask-topic-directly.ts'

const keys = { accessKeyId: 'tailrace', secretAccessKey: 'marked-secret-of-the-topic' }

/** Both ways to ask one server, and what arrives there. */
const both = async (answer: () => StubAnswer, maxAttempts = 1) => {
  const { url, requests } = await httpStub(answer)
  const client = new SNSClient({ endpoint: url, region: 'us-east-1', credentials: keys, maxAttempts })
  const { options } = faultyDirect(url, 'InvalidRequest', keys.secretAccessKey)
  const directly = askTopicDirectly({
    ...options,
    maxAttempts,
    clock: { now: Date.now, wait: async () => Promise.resolve() },
  })
  return { bySdk: askTopicBySdk(client), directly, requests }
}

const text = fc.string({ maxLength: 12, unit: 'binary' }).filter(each => each.isWellFormed())
const some = fc.option(text, { nil: undefined })
const given = (entry: object): object =>
  Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== undefined))
const entry = fc
  .record({
    Id: text,
    Message: text,
    Subject: some,
    MessageGroupId: some,
    MessageDeduplicationId: some,
  })
  .map(given) as fc.Arbitrary<{ readonly Id: string; readonly Message: string }>
const batch = fc.record({
  TopicArn: text,
  PublishBatchRequestEntries: fc.array(entry, { minLength: 1, maxLength: 12 }),
})

const escaped = (words: string): string =>
  words.replace(/[&<>"']/g, found => `&#${found.codePointAt(0) ?? 0};`)
const answerOf = (name: string, result: string): StubAnswer => ({
  headers: { 'content-type': 'text/xml' },
  body: `<${name}Response xmlns="http://sns.amazonaws.com/doc/2010-03-31/">\n  <${name}Result>${result}</${name}Result>\n  <ResponseMetadata><RequestId>r</RequestId></ResponseMetadata>\n</${name}Response>`,
})
const plain = fc.string({ maxLength: 12 }).map(each => each.trim())

describe('what a topic is asked without the SDK', () => {
  it('is on the wire what the SDK writes, and signed for the same service', async () => {
    const { bySdk, directly, requests } = await both(() => answerOf('PublishBatch', ''))
    const sent = ({ method, path, headers, body }: (typeof requests)[number]) => ({
      ...{ method, path, type: headers['content-type'], host: headers.host },
      pairs: [...new URLSearchParams(body)].toSorted(([a], [b]) => (a < b ? -1 : 1)),
      scope: /\/us-east-1\/sns\/aws4_request/.exec(headers.authorization ?? '')?.[0],
    })
    await fc.assert(
      fc.asyncProperty(batch, async input => {
        const from = requests.length
        for (const ask of [bySdk, directly]) await ask('PublishBatch', input)
        const [ofSdk, own] = requests.slice(from).map(sent)

        expect(own).toEqual(ofSdk)
        expect(own?.scope).toBeDefined()
      }),
      { numRuns: 100 },
    )
  }, 60_000)

  it('is one message as the SDK writes it', async () => {
    const { bySdk, directly, requests } = await both(() => answerOf('Publish', '<MessageId>m</MessageId>'))
    for (const ask of [bySdk, directly]) await ask('Publish', { TopicArn: 't:x', Message: 'ü & *' })

    const [ofSdk, own] = requests.map(({ body }) => [...new URLSearchParams(body)].toSorted())
    expect(own).toEqual(ofSdk)
  })

  it('has the signature that the SDK’s signer makes of the same', async () => {
    const { bySdk, requests } = await both(() => answerOf('PublishBatch', ''))
    await fc.assert(
      fc.asyncProperty(batch, async input => {
        await bySdk('PublishBatch', input)

        expect(signedAnew(requests.at(-1), keys, 'sns')).toBe(requests.at(-1)?.headers.authorization)
      }),
      { numRuns: 50 },
    )
  })

  it('is answered as the SDK reads it', async () => {
    const idsOf = (of: TopicOperations['PublishBatch']['output'] | undefined) =>
      of?.Successful?.map(({ Id }) => Id) ?? []
    const failed = fc.record({ Id: plain, Code: plain, Message: plain, SenderFault: fc.boolean() })
    await fc.assert(
      fc.asyncProperty(
        fc.array(failed, { maxLength: 4 }),
        fc.array(plain, { maxLength: 4 }),
        async (all, taken) => {
          const members = all.map(
            ({ Id, Code, Message, SenderFault }) =>
              `<member><Id>${escaped(Id)}</Id><Code>${escaped(Code)}</Code>\n<Message>${escaped(Message)}</Message><SenderFault>${SenderFault}</SenderFault></member>`,
          )
          const successful = taken.map(
            Id =>
              `<member><Id>${escaped(Id)}</Id><MessageId>m</MessageId><SequenceNumber>1</SequenceNumber></member>`,
          )
          const { bySdk, directly } = await both(() =>
            answerOf(
              'PublishBatch',
              `<Successful>${successful.join('\n')}</Successful><Failed>${members.join('\n')}</Failed>`,
            ),
          )
          const input = { TopicArn: 't', PublishBatchRequestEntries: [] }
          const [ofSdk, own] = await Promise.all(
            [bySdk, directly].map(async ask => ask('PublishBatch', input)),
          )

          expect(own?.Failed).toEqual(ofSdk?.Failed ?? [])
          expect(idsOf(own)).toEqual(idsOf(ofSdk))
        },
      ),
      { numRuns: 60 },
    )
  })
})

const queryError = (status: number, code: string, message = `${code} it is & more`): StubAnswer => ({
  status,
  headers: { 'content-type': 'text/xml' },
  body: `<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${escaped(message)}</Message></Error><RequestId>r</RequestId></ErrorResponse>`,
})
const refused = {
  400: [
    ...['BatchEntryIdsNotDistinct', 'BatchRequestTooLong', 'EmptyBatchRequest', 'EndpointDisabled'],
    ...['InvalidBatchEntryId', 'InvalidParameter', 'ParameterValueInvalid', 'KMSAccessDenied', 'KMSDisabled'],
    ...['KMSInvalidState', 'KMSNotFound', 'KMSThrottling', 'PlatformApplicationDisabled', 'Throttling'],
    ...['TooManyEntriesInBatchRequest', 'ValidationError', 'ValidationException', 'RequestExpired', 'Nobody'],
    ...[
      'IncompleteSignature',
      'MalformedQueryString',
      'ThrottlingException',
      'InvalidAction',
      'OptInRequired',
    ],
  ],
  403: [
    ...['AuthorizationError', 'InvalidSecurity', 'KMSOptInRequired', 'InvalidClientTokenId', 'ExpiredToken'],
    ...['SignatureDoesNotMatch', 'AccessDenied', 'MissingAuthenticationToken'],
  ],
  404: ['NotFound', 'InvalidAddress'],
  429: ['Throttled', 'Unheard'],
  500: ['InternalError', 'InternalFailure'],
  503: ['ServiceUnavailable'],
}
const failures: readonly (readonly [what: string, answer: StubAnswer])[] = [
  ...Object.entries(refused).flatMap(([status, codes]) =>
    codes.map(code => [`${code} (${status})`, queryError(Number(status), code)] as const),
  ),
  ['a message too long', queryError(400, 'InvalidParameter', 'Invalid parameter: Message too long')],
  ['nothing, 404', { status: 404 }],
  ['nothing, 400', { status: 400 }],
  ['nothing, 503', { status: 503 }],
  ['a lost answer', { drops: true }],
]

describe('a failure of a topic without the SDK', () => {
  const input = { TopicArn: 't', PublishBatchRequestEntries: [{ Id: '0', Message: 'marked' }] }
  const fail = async (ask: AskTopic): Promise<Error> => thrownBy(ask('PublishBatch', input))

  it.each(failures)('is what it is with it, after as many attempts: %s', async (_, answer) => {
    const ways = await both(() => answer, 2)
    const { ofSdk, own, requestsOfSdk, ownRequests } = await failedBothWays(ways, fail)

    expect(toldOf(own)).toEqual(toldOf(ofSdk))
    expect([ownRequests, triesOf(own)]).toEqual([requestsOfSdk, triesOf(ofSdk)])
    if (answer.drops !== true) expect(own.name).toBe(ofSdk.name)
  })

  it.each([
    ['a page of a proxy', 200, '<html><body>marked</body></html>'],
    ['half an answer', 200, '<PublishBatchResponse><PublishBatchResult><Failed>marked'],
    ['no XML', 200, 'marked'],
    ['nothing', 200, ''],
    ['a page of a proxy that refused', 403, '<html><body>marked</body></html>'],
    ['a page of a proxy that failed', 502, '<html><br>marked</html>'],
  ])('is never an answer, and quotes none: %s', async (_, status, body) => {
    const { directly } = await both(() => ({ status, body }))

    const error = await fail(directly)

    expect(toldOf(error)).toMatchObject(noAnswer(status))
    expect(JSON.stringify([error.message, awsFailure('sink', error)])).not.toContain('marked')
  })
})
