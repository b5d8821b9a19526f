import { inspect } from 'node:util'
import { describe, expect, it, onTestFinished } from 'vitest'
import { systemClock } from '../../../core/clock.ts'
import type { Call, DynamoDBAnswer } from '../../../test/support/http-endpoint.ts'
import { httpEndpoint, refusal } from '../../../test/support/http-endpoint.ts'
import { manualClock } from '../../../test/support/manual-clock.ts'
import { awsFailure } from '../../aws/aws-failure.ts'
import type { SigningKeys } from '../../aws/sign-request.ts'
import type { AskTable } from '../ask-table.ts'
import type { DirectOptions } from '../../aws/direct/send-directly.ts'
import { askDirectly } from './ask-directly.ts'
import { keysOfEnv } from '../../aws/direct/keys-of-env.ts'
import { postRequest } from '../../aws/direct/post-request.ts'

const keys: SigningKeys = { accessKeyId: 'AKIAMARKEDMARKED1', secretAccessKey: 'marked-secret' }

/** A server that answers by the number of the call, and a way to ask it that waits for nothing. */
const asking = async (
  answer: (call: Call, number: number) => DynamoDBAnswer,
  own: Partial<DirectOptions> = {},
) => {
  const { endpoint, calls, stop } = await httpEndpoint(answer)
  onTestFinished(stop)
  const waits: number[] = []
  // The server is Node's, and says what time it is.
  const nowMs = Date.now()
  const wait = async (ms: number): Promise<void> => Promise.resolve(void waits.push(ms))
  const ask = askDirectly({
    url: new URL(endpoint),
    region: 'eu-central-1',
    keys: () => keys,
    post: postRequest({ clock: systemClock, connectMs: 2_000, answerMs: 10_000 }),
    clock: { now: () => nowMs, wait },
    random: () => 0.5,
    maxAttempts: 3,
    ...own,
  })
  return { ask, calls, waits }
}
const get = async (ask: AskTable, signal?: AbortSignal) =>
  ask('GetItem', { TableName: 't', Key: { PK: { S: 'marked-value' } } }, signal)
const thrownBy = async (asked: Promise<unknown>): Promise<Error> =>
  asked.then(
    () => expect.fail('it did not fail'),
    (error: unknown) => error as Error,
  )

describe('an attempt that fails', () => {
  it.each<[string, DynamoDBAnswer, number]>([
    ['a lost answer', 'drop', 50],
    ['an outage', refusal('InternalServerError'), 50],
    ['a page of a proxy that failed', { status: 502, text: '<html>' }, 50],
    ['throttling', refusal('ProvisionedThroughputExceededException'), 250],
    ['too many requests', { status: 429, body: {} }, 250],
    [
      'a signature that came late',
      { status: 400, body: { __type: 'InvalidSignatureException', message: 'Signature expired: x' } },
      50,
    ],
  ])('is made again after a pause: %s', async (_, failed, firstMs) => {
    const { ask, calls, waits } = await asking((__, number) =>
      number < 3 ? failed : { body: { Item: { a: { S: 'there' } } } },
    )

    expect(await get(ask)).toEqual({ Item: { a: { S: 'there' } } })
    expect(calls).toHaveLength(3)
    expect(waits).toEqual([firstMs, firstMs * 2])
  })

  it.each([
    'ValidationException',
    'AccessDeniedException',
    'ExpiredTokenException',
    'ResourceNotFoundException',
    'ConditionalCheckFailedException',
    'InvalidSignatureException',
  ])('is the last where another would be the same: %s', async name => {
    const { ask, calls } = await asking(() => refusal(name))

    expect(await thrownBy(get(ask))).toMatchObject({ name, $metadata: { attempts: 1, httpStatusCode: 400 } })
    expect(calls).toHaveLength(1)
  })

  it('is the last after as many as are to be made, and says how many there were', async () => {
    const { ask, calls } = await asking(() => 'drop')

    expect(await thrownBy(get(ask))).toMatchObject({ code: 'ECONNRESET', $metadata: { attempts: 3 } })
    expect(calls).toHaveLength(3)
  })

  it('is made again as the same transaction', async () => {
    const { ask, calls } = await asking((_, number) => (number === 1 ? 'drop' : { body: {} }))

    await ask('TransactWriteItems', { TransactItems: [] })
    await ask('TransactWriteItems', { TransactItems: [] })

    const tokens = calls.map(({ body }) => body['ClientRequestToken'])
    expect(tokens).toEqual([tokens[0], tokens[0], expect.stringMatching(/^[0-9a-f-]{36}$/)])
    expect(new Set(tokens).size).toBe(2)
  })

  it('is not made again when nobody waits any more', async () => {
    const over = new AbortController()
    const { ask, calls } = await asking(() => {
      over.abort(new Error('time is over'))
      return 'drop'
    })

    expect(await thrownBy(get(ask, over.signal))).toMatchObject({ name: 'AbortError' })
    expect(calls).toHaveLength(1)
    expect(await thrownBy(get(ask, over.signal))).toMatchObject({ name: 'AbortError' })
    expect(calls).toHaveLength(1)
  })
})

describe('a clock that is off', () => {
  const answered =
    (nowMs: number, offMs: number) =>
    (call: Call): DynamoDBAnswer => {
      const date = call.headers['x-amz-date']?.replace(/^(....)(..)(..T..)(..)(..Z)$/, '$1-$2-$3:$4:$5')
      const isOff = Math.abs(Date.parse(date ?? '') - nowMs - offMs) > 300_000
      const headers = { date: new Date(nowMs + offMs).toUTCString() }
      return isOff
        ? { status: 400, headers, body: { __type: 'InvalidSignatureException', message: 'not yet current' } }
        : { headers, body: {} }
    }

  it.each([3_600_000, -3_600_000, 301_000])('by %i ms is corrected, once for all', async offMs => {
    const { ask, calls } = await asking(answered(Date.now(), offMs))

    await get(ask)
    await get(ask)

    expect(calls).toHaveLength(3)
  })

  it('is left alone where the answer says nothing of it', async () => {
    const { ask, calls } = await asking(() => ({
      ...(refusal('InvalidSignatureException') as object),
      headers: { date: 'never' },
    }))

    await thrownBy(get(ask))

    expect(calls).toHaveLength(1)
  })
})

describe('keys', () => {
  const accessKeyOf = ({ headers }: Call) => /Credential=([^/]+)/.exec(headers['authorization'] ?? '')?.[1]

  it('are asked for at every attempt, so that renewed ones count', async () => {
    const env: Record<string, string> = {
      AWS_ACCESS_KEY_ID: 'one',
      AWS_SECRET_ACCESS_KEY: 's',
      AWS_SESSION_TOKEN: 't1',
    }
    const { ask, calls } = await asking(
      (_, number) => {
        Object.assign(env, { AWS_ACCESS_KEY_ID: 'two', AWS_SESSION_TOKEN: 't2' })
        return number === 1 ? 'drop' : { body: {} }
      },
      { keys: () => keysOfEnv(env) },
    )

    await get(ask)

    expect(calls.map(accessKeyOf)).toEqual(['one', 'two'])
    expect(calls.map(({ headers }) => headers['x-amz-security-token'])).toEqual(['t1', 't2'])
  })

  it('that are gone are told as missing, and asked for by nobody', async () => {
    const { ask, calls } = await asking(() => ({ body: {} }), { keys: () => keysOfEnv({}) })

    const error = awsFailure('dynamodb://t', await thrownBy(get(ask)))

    expect(error).toMatchObject({ code: 'aws.credentials-missing', disposition: 'retry' })
    expect(calls).toEqual([])
  })

  it('and values are in no error, whatever the service quotes', async () => {
    const message =
      "does not match. The Canonical String for this request should have been\n'POST\nx-amz-security-token:marked-session'"
    for (const name of ['InvalidSignatureException', 'ValidationException', 'Unforeseen']) {
      const { ask } = await asking(() => ({ status: 400, body: { __type: name, message } }), {
        keys: () => ({ ...keys, sessionToken: 'marked-session' }),
      })

      const failure = awsFailure('dynamodb://t', await thrownBy(get(ask)))

      expect(inspect(failure, { depth: 9, showHidden: true })).not.toMatch(/marked|MARKED/)
    }
  })
})

it('sends what traces a request along, unsigned', async () => {
  const { ask, calls } = await asking(() => ({ body: {} }), {
    trace: () => ({ 'x-amzn-trace-id': 'Root=1' }),
  })

  await get(ask)

  expect(calls[0]?.headers['x-amzn-trace-id']).toBe('Root=1')
  expect(calls[0]?.headers['authorization']).not.toContain('trace')
})

describe('an answer that does not come', () => {
  it('is waited for as long as is set, then given up and asked for again', async () => {
    const clock = manualClock()
    let arrived: () => void = () => undefined
    const first = new Promise<void>(resolve => {
      arrived = resolve
    })
    const { endpoint, calls, stop } = await httpEndpoint(async (_, number) => {
      if (number > 1) return { body: {} }
      arrived()
      return new Promise<never>(() => undefined)
    })
    onTestFinished(stop)
    const ask = askDirectly({
      url: new URL(endpoint),
      region: 'eu-central-1',
      keys: () => keys,
      post: postRequest({ clock, connectMs: 2_000, answerMs: 3_000 }),
      clock: { now: clock.now, wait: async () => Promise.resolve() },
      random: () => 0,
      maxAttempts: 2,
    })
    const asked = get(ask)
    await first
    await clock.advance(2_999)
    expect(calls).toHaveLength(1)
    await clock.advance(1)

    expect(await asked).toEqual({})
    expect(calls).toHaveLength(2)
  })

  it('is an outage of the sink in the end', async () => {
    const clock = manualClock()
    let arrived: () => void = () => undefined
    const first = new Promise<void>(resolve => {
      arrived = resolve
    })
    const post = postRequest({ clock, connectMs: 2_000, answerMs: 3_000 })
    const { ask } = await asking(() => ({ body: {} }), { post, maxAttempts: 1 })
    const { endpoint, stop } = await httpEndpoint(async () => {
      arrived()
      return new Promise<never>(() => undefined)
    })
    onTestFinished(stop)
    expect(await get(ask)).toEqual({})
    const asked = thrownBy(post({ url: new URL(endpoint), headers: {}, body: '{}' }))
    await first
    await clock.advance(3_000)

    expect(awsFailure('s', await asked)).toMatchObject({ code: 'sink.unavailable', scope: 'sink' })
  })
})
