import { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { jsonError } from '../../../test/support/aws-stub/sqs-stub.ts'
import { faultyDirect } from '../../../test/support/faulty-direct.ts'
import type { StubAnswer } from '../../../test/support/http-stub.ts'
import { httpStub } from '../../../test/support/http-stub.ts'
import { signedAnew } from '../../../test/support/signed-anew.ts'
import '../../../test/support/same-samples.ts'
import { failedBothWays, noAnswer, thrownBy, toldOf, triesOf } from '../../../test/support/told-failure.ts'
import type { AskBus } from '../ask-bus.ts'
import { askBusBySdk } from '../ask-bus-by-sdk.ts'
import { askBusDirectly } from './ask-bus-directly.ts'

const keys = { accessKeyId: 'tailrace', secretAccessKey: 'marked-secret-of-the-bus' }

/** Both ways to ask one server, and what arrives there. */
const both = async (answer: () => StubAnswer, maxAttempts = 1) => {
  const { url, requests } = await httpStub(answer)
  const client = new EventBridgeClient({ endpoint: url, region: 'us-east-1', credentials: keys, maxAttempts })
  const { options } = faultyDirect(url, 'InvalidRequest', keys.secretAccessKey)
  const clock = { now: Date.now, wait: async () => Promise.resolve() }
  const directly = askBusDirectly({ ...options, maxAttempts, clock })
  return { bySdk: askBusBySdk(client), directly, requests }
}

const text = fc.string({ maxLength: 12, unit: 'binary' })
const event = fc.record({ EventBusName: text, Source: text, DetailType: text, Detail: text })
const events = fc.array(event, { maxLength: 10 })
const result = fc.oneof(
  fc.record({ EventId: text }),
  fc.record({ ErrorCode: text, ErrorMessage: text, EventId: fc.constant(null) }),
)

describe('what a bus is asked without the SDK', () => {
  it('is on the wire what the SDK writes, signed alike', async () => {
    const { bySdk, directly, requests } = await both(() => ({ body: { FailedEntryCount: 0, Entries: [] } }))
    const sent = ({ method, path, headers, body }: (typeof requests)[number]) => ({
      ...{ method, path, body: JSON.parse(body) as unknown },
      ...{ type: headers['content-type'], target: headers['x-amz-target'] },
      scope: /\/us-east-1\/events\/aws4_request/.exec(headers.authorization ?? '')?.[0],
    })
    await fc.assert(
      fc.asyncProperty(events, text, async (Entries, Name) => {
        const from = requests.length
        for (const ask of [bySdk, directly]) {
          await ask('PutEvents', { Entries })
          await ask('DescribeEventBus', { Name })
        }
        const [put, described, ownPut, ownDescribed] = requests.slice(from).map(sent)

        expect([ownPut, ownDescribed]).toEqual([put, described])
        expect(ownPut?.scope).toBeDefined()
        expect(signedAnew(requests[from], keys, 'events')).toBe(requests[from]?.headers.authorization)
      }),
      { numRuns: 60 },
    )
  })

  it('is answered as the SDK reads it', async () => {
    let results: readonly object[] = []
    const { bySdk, directly } = await both(() => ({ body: { FailedEntryCount: 1, Entries: results } }))
    const plain = (entries: readonly object[] | undefined) =>
      entries?.map(each => Object.entries(each).filter(([, value]) => typeof value === 'string'))
    await fc.assert(
      fc.asyncProperty(fc.array(result, { maxLength: 4 }), async given => {
        results = given
        const [ofSdk, own] = await Promise.all(
          [bySdk, directly].map(async ask => ask('PutEvents', { Entries: [] })),
        )

        expect(plain(own?.Entries)).toEqual(plain(ofSdk?.Entries))
      }),
      { numRuns: 60 },
    )
  })
})

const failures: readonly (readonly [what: string, answer: StubAnswer])[] = [
  ...[
    ...['ValidationException', 'ResourceNotFoundException', 'AccessDeniedException', 'ExpiredTokenException'],
    ...['ThrottlingException', 'InvalidSignatureException', 'UnrecognizedClientException', 'Nobody'],
    ...['ManagedRuleException', 'OperationDisabledException', 'LimitExceededException'],
  ].map(name => [name, jsonError(400, name)] as const),
  ['InternalException', jsonError(500, 'InternalException')],
  ['nothing, 400', { status: 400 }],
  ['nothing, 503', { status: 503 }],
  ['a lost answer', { drops: true }],
]

describe('a failure of a bus without the SDK', () => {
  const fail = async (ask: AskBus): Promise<Error> => thrownBy(ask('PutEvents', { Entries: [] }))

  it.each(failures)('is what it is with it, after as many attempts: %s', async (_, answer) => {
    const ways = await both(() => answer, 2)
    const { ofSdk, own, requestsOfSdk, ownRequests } = await failedBothWays(ways, fail)

    expect(toldOf(own)).toEqual(toldOf(ofSdk))
    expect([ownRequests, triesOf(own)]).toEqual([requestsOfSdk, triesOf(ofSdk)])
    if (answer.drops !== true) expect(own.name).toBe(ofSdk.name)
  })

  it.each([
    ['a page of a proxy', 200, '<html><body>marked</body></html>'],
    ['nothing', 200, ''],
    ['an answer without events', 200, '{"marked":1}'],
    ['a page of a proxy that failed', 502, '<html>marked</html>'],
  ])('is never an answer, and quotes none: %s', async (_, status, body) => {
    const { directly } = await both(() => ({ status, body }))

    const error = await fail(directly)

    expect(toldOf(error)).toMatchObject(noAnswer(status))
    expect(error.message).not.toContain('marked')
  })
})
