import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Image } from '../../../core/attributes/attribute-value.ts'
import { image } from '../../../test/support/arbitraries.ts'
import type { Call, DynamoDBAnswer, HttpEndpoint } from '../../../test/support/http-endpoint.ts'
import { httpEndpoint, refusal } from '../../../test/support/http-endpoint.ts'
import '../../../test/support/same-samples.ts'
import { tableWays } from '../../../test/support/table-ways.ts'
import { awsFailure } from '../../aws/aws-failure.ts'
import { signedHeaders } from '../../aws/sign-request.ts'
import { askBySdk } from '../ask-by-sdk.ts'
import type { AskTable, TableOperations } from '../ask-table.ts'
import { sdkImage } from '../sdk-image.ts'

/** The SDK loses the value of an attribute `__proto__`; what it writes otherwise is what counts. */
const item: fc.Arbitrary<Image> = image.filter(each => !JSON.stringify(each).includes('__proto__'))
const sent = item.map(sdkImage)
const text = fc.string({ maxLength: 8, unit: 'grapheme' })

type Asking = {
  readonly [Name in keyof TableOperations]: {
    readonly name: Name
    readonly input: TableOperations[Name]['input']
  }
}[keyof TableOperations]

const condition = fc.record({
  ConditionExpression: text,
  ExpressionAttributeNames: fc.dictionary(fc.string(), text, { maxKeys: 2, noNullPrototype: true }),
  ExpressionAttributeValues: sent,
  ReturnValuesOnConditionCheckFailure: fc.constantFrom('ALL_OLD' as const, undefined),
})
const TableName = fc.constantFrom('ledger', 'arn:aws:dynamodb:eu-central-1:1:table/x')
const write = fc.oneof(
  sent.map(Item => ({ PutRequest: { Item } })),
  sent.map(Key => ({ DeleteRequest: { Key } })),
)
const keyed = fc.tuple(TableName, sent).map(([name, Key]) => ({ TableName: name, Key }))

const asking: fc.Arbitrary<Asking> = fc.oneof(
  fc.array(write, { minLength: 1, maxLength: 3 }).map(ledger => ({
    name: 'BatchWriteItem' as const,
    input: { RequestItems: { ledger } },
  })),
  keyed.map(key => ({ name: 'GetItem' as const, input: { ...key, ConsistentRead: true } })),
  fc.tuple(keyed, condition).map(([key, more]) => ({
    name: 'DeleteItem' as const,
    input: { ...key, ...more },
  })),
  fc.tuple(TableName, sent, condition).map(([name, Item, more]) => ({
    name: 'PutItem' as const,
    input: { TableName: name, Item, ...more },
  })),
  fc.tuple(keyed, condition, text).map(([key, more, UpdateExpression]) => ({
    name: 'UpdateItem' as const,
    input: { ...key, ...more, UpdateExpression, ReturnValues: 'ALL_NEW' as const },
  })),
  fc.tuple(TableName, sent, text, fc.option(sent, { nil: undefined })).map(([name, values, words, from]) => ({
    name: 'Query' as const,
    input: {
      TableName: name,
      KeyConditionExpression: words,
      ExpressionAttributeValues: values,
      ConsistentRead: true,
      ExclusiveStartKey: from,
    },
  })),
  fc.array(fc.tuple(keyed, text), { minLength: 1, maxLength: 3 }).map(all => ({
    name: 'TransactWriteItems' as const,
    input: {
      ClientRequestToken: 'token',
      TransactItems: all.map(([key, ConditionExpression]) => ({ Delete: { ...key, ConditionExpression } })),
    },
  })),
)

/** What DynamoDB may answer to each, on the wire. */
const answerTo = (items: readonly Image[], name: keyof TableOperations): unknown => {
  const [first] = items
  switch (name) {
    case 'Query':
      return { Items: items, Count: items.length, ScannedCount: 9, LastEvaluatedKey: first }
    case 'GetItem':
      return { Item: first, ConsumedCapacity: { TableName: 't', CapacityUnits: 1.5 } }
    case 'BatchWriteItem':
      return {
        UnprocessedItems: {
          ledger: items.map((Item, at) =>
            at % 2 === 0 ? { PutRequest: { Item } } : { DeleteRequest: { Key: Item } },
          ),
        },
      }
    case 'TransactWriteItems':
      return {}
    default:
      return { Attributes: first }
  }
}

/** Bytes are bytes, whichever class they have. */
const plain = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (_, each: unknown) => (each instanceof Uint8Array ? { bytes: [...each] } : each)),
  )

let endpoint: HttpEndpoint
let answer: (call: Call) => DynamoDBAnswer = () => ({ body: {} })
beforeAll(async () => {
  endpoint = await httpEndpoint(call => answer(call))
})
afterAll(async () => endpoint.stop())

const asks = (): readonly AskTable[] => tableWays.map(({ faultyAsk }) => faultyAsk(endpoint.endpoint).ask)
const withoutMetadata = ({ $metadata: _, ...output }: object & { readonly $metadata?: unknown }) => output

describe('what is asked without the SDK', () => {
  it('is on the wire what the SDK writes', async () => {
    answer = () => ({ body: {} })
    const both = asks()
    await fc.assert(
      fc.asyncProperty(asking, async ({ name, input }) => {
        const from = endpoint.calls.length
        for (const ask of both) await ask(name, input as never)
        const [bySdk, directly] = endpoint.calls.slice(from).map(({ operation, body, headers }) => ({
          operation,
          body,
          type: headers['content-type'],
          target: headers['x-amz-target'],
        }))

        expect(directly).toEqual(bySdk)
        expect(directly?.operation).toBe(name)
      }),
      { numRuns: 150 },
    )
  })

  it('is read as the SDK reads it', async () => {
    const both = asks()
    await fc.assert(
      fc.asyncProperty(asking, fc.array(item, { minLength: 1, maxLength: 4 }), async (asked, items) => {
        answer = () => ({ body: answerTo(items, asked.name) })
        const [bySdk, directly] = await Promise.all(
          both.map(async ask => withoutMetadata(await ask(asked.name, asked.input as never))),
        )

        expect(plain(directly)).toEqual(plain(bySdk))
      }),
      { numRuns: 150 },
    )
  })

  it('keeps an attribute __proto__, which the SDK loses', async () => {
    const Item = JSON.parse('{"__proto__":{"S":"kept"}}') as Image
    answer = () => ({ body: { Item } })

    const [, directly] = asks()
    const found = await directly?.('GetItem', { TableName: 't', Key: {} })

    expect(JSON.stringify(found?.Item)).toBe('{"__proto__":{"S":"kept"}}')
  })

  it('has the signature that the SDK’s signer makes of the same headers', async () => {
    answer = () => ({ body: {} })
    const keys = { accessKeyId: 'tailrace', secretAccessKey: 'local' }
    let body = ''
    endpoint.client.middlewareStack.add(
      next => async args => {
        const { body: bytes } = args.request as { readonly body: Uint8Array | string }
        body = typeof bytes === 'string' ? bytes : new TextDecoder().decode(bytes)
        return next(args)
      },
      { step: 'finalizeRequest', priority: 'low' },
    )
    const bySdk = askBySdk(endpoint.client)
    await fc.assert(
      fc.asyncProperty(asking, async ({ name, input }) => {
        await bySdk(name, input as never)
        const { authorization = '', ...headers } = endpoint.calls.at(-1)?.headers ?? {}
        const names = /SignedHeaders=([^,]+)/.exec(authorization)?.[1]?.split(';') ?? []
        const { 'content-type': contentType = '', 'x-amz-date': date = '' } = headers
        const own = ['content-type', 'host', 'x-amz-date', 'x-amz-security-token']
        const rest = names.filter(each => !own.includes(each))
        const atMs = Date.parse(date.replace(/^(....)(..)(..T..)(..)(..Z)$/, '$1-$2-$3:$4:$5'))

        const signed = signedHeaders(keys, {
          url: new URL(endpoint.endpoint),
          body,
          contentType,
          headers: Object.fromEntries(rest.map(each => [each, headers[each] ?? ''])),
          service: 'dynamodb',
          region: 'us-east-1',
          atMs,
        })

        expect(rest).toContain('x-amz-target')
        expect(signed['authorization']).toBe(authorization)
      }),
      { numRuns: 50 },
    )
  })
})

const cancelled = refusal('TransactionCanceledException', {
  CancellationReasons: [
    { Code: 'None', Item: null, Message: null },
    { Code: 'ConditionalCheckFailed', Message: 'no', Item: { PK: { B: 'AQI=' } } },
  ],
})
const failures: readonly (readonly [what: string, DynamoDBAnswer])[] = [
  ...[
    'ProvisionedThroughputExceededException',
    'ThrottlingException',
    'RequestLimitExceeded',
    'ValidationException',
    'SerializationException',
    'ResourceNotFoundException',
    'AccessDeniedException',
    'ExpiredTokenException',
    'UnrecognizedClientException',
    'InvalidSignatureException',
    'MissingAuthenticationTokenException',
    'ItemCollectionSizeLimitExceededException',
    'TransactionConflictException',
    'TransactionInProgressException',
    'ReplicatedWriteConflictException',
    'IdempotentParameterMismatchException',
    'InternalServerError',
    'ServiceUnavailable',
    'NobodyKnowsException',
  ].map(name => [name, refusal(name)] as const),
  ['a condition', refusal('ConditionalCheckFailedException')],
  ['a condition, with its item', refusal('ConditionalCheckFailedException', { Item: { b: { B: 'AQI=' } } })],
  ['a transaction', cancelled],
  [
    'a name by its header',
    { status: 400, body: {}, headers: { 'x-amzn-errortype': 'ThrottlingException:x' } },
  ],
  ['a name that is bare', { status: 400, body: { __type: 'ThrottlingException', Message: 'M' } }],
  ['words of nobody', { status: 503, body: {} }],
  ['an access that is denied', { status: 403, body: { __type: 'a#AccessDeniedException', Message: 'no' } }],
  ['too many', { status: 429, body: {} }],
  ['a lost answer', 'drop'],
]

describe('a failure without the SDK', () => {
  const failure = async (ask: AskTable): Promise<Error & { readonly Item?: unknown }> => {
    const thrown: unknown = await ask('GetItem', { TableName: 't', Key: {} }).catch((error: unknown) => error)
    if (!(thrown instanceof Error)) throw new Error('it did not fail')
    return thrown
  }
  const told = (error: Error): unknown => {
    const { code, scope, disposition, message, effect } = awsFailure('sink', error) as Error & {
      readonly [name: string]: unknown
    }
    return { code, scope, disposition, effect, ...(code !== 'sink.unavailable' && { message }) }
  }

  it.each(failures)('is what it is with it: %s', async (_, given) => {
    answer = () => given
    const [bySdk, directly] = await Promise.all(asks().map(failure))

    expect(told(directly as Error)).toEqual(told(bySdk as Error))
    if (given === 'drop') return
    expect(directly?.name).toBe(bySdk?.name)
    expect(directly?.message).toBe(bySdk?.message)
    for (const member of ['Item', 'CancellationReasons'])
      expect(plain({ of: Reflect.get(directly as Error, member) as unknown })).toEqual(
        plain({ of: Reflect.get(bySdk as Error, member) as unknown }),
      )
  })

  it.each([
    ['a page of a proxy', 200, '<html>marked</html>'],
    ['half an answer', 200, '{"Item":{"PK":'],
    ['no object', 200, '"marked"'],
    ['a page of a proxy that failed', 502, '<html>marked</html>'],
  ])('is never an answer, and quotes none: %s', async (_, status, words) => {
    answer = () => ({ status, text: words })
    const [, directly] = asks()

    const error = await failure(directly as AskTable)

    expect(told(error)).toMatchObject({
      code: status === 200 ? 'sink.answer-unknown' : 'sink.unavailable',
      disposition: 'retry',
    })
    expect(JSON.stringify([error.message, awsFailure('sink', error)])).not.toContain('marked')
  })
})
