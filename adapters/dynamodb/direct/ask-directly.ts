import { randomUUID } from 'node:crypto'
import type { Clock } from '../../../core/clock.ts'
import { asError } from '../../../core/errors/thrown.ts'
import type { SigningKeys } from '../../aws/sign-request.ts'
import { signedHeaders } from '../../aws/sign-request.ts'
import type { AskTable, TableOperations } from '../ask-table.ts'
import type { AttemptError } from '../../aws/direct/may-pass.ts'
import { mayPass, pauseBefore } from '../../aws/direct/may-pass.ts'
import type { PostedAnswer, PostRequest } from '../../aws/direct/post-request.ts'
import { tableAnswer } from './table-answer.ts'
import { requestBody } from './wire-form.ts'

/** What {@link askDirectly} takes. */
export interface DirectOptions {
  /** Where DynamoDB is; its path is the root. */
  readonly url: URL
  readonly region: string
  /** Asked for each attempt. @throws Error named CredentialsProviderError where there are none */
  readonly keys: () => SigningKeys
  readonly post: PostRequest
  readonly clock: Clock
  /** Between 0 and 1. */
  readonly random: () => number
  readonly maxAttempts: number
  /** Sent along unsigned: what traces a request. */
  readonly trace?: () => Readonly<Record<string, string>>
}

const contentType = 'application/x-amz-json-1.0'
const apiVersion = 'DynamoDB_20120810'

/** The SDK's own figure. DynamoDB takes five minutes. */
const skewMs = 240_000
const ofTime: readonly string[] = [
  'InvalidSignatureException',
  'RequestExpired',
  'RequestInTheFuture',
  'RequestTimeTooSkewed',
  'SignatureDoesNotMatch',
]

/** The time by the service less the time here, as far as it was seen to matter. */
interface Skew {
  readonly ms: () => number
  /** Whether the time was in the way, and what the answer says of it makes another attempt worth while. */
  readonly isCorrected: (error: Error, answer: PostedAnswer | undefined) => boolean
}

const clockSkew = (clock: Clock): Skew => {
  let ms = 0
  return {
    ms: () => ms,
    isCorrected: ({ name }, answer) => {
      const seen = Date.parse(answer?.headers.date ?? '') - clock.now()
      const isCorrected = ofTime.includes(name) && Math.abs(seen - ms) >= skewMs
      if (isCorrected) ms = seen
      return isCorrected
    },
  }
}

/** A transaction that is tried again has to be known for the same. */
const withToken = (name: keyof TableOperations, input: object): object =>
  name === 'TransactWriteItems' ? { ClientRequestToken: randomUUID(), ...input } : input

const attempted = (thrown: unknown, attempts: number): Error => {
  const error: AttemptError = asError(thrown)
  return Object.assign(error, { $metadata: { ...error.$metadata, attempts } })
}

/**
 * Asks tables without the SDK: a signature over `node:https`, with the attempts, pauses and corrections of the clock
 * that the SDK makes. For environments whose keys and endpoint are plain to see (`directPlace`): there a cold start
 * does without the largest part of what it would load.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.LowLevelAPI.html
 */
export const askDirectly = (options: DirectOptions): AskTable => {
  const { url, region, keys, post, clock, random, maxAttempts, trace = () => ({}) } = options
  const skew = clockSkew(clock)

  const attempt = async (target: string, body: string, signal: AbortSignal | undefined) => {
    const headers = signedHeaders(keys(), {
      url,
      body,
      contentType,
      headers: { 'x-amz-target': target },
      service: 'dynamodb',
      region,
      atMs: clock.now() + skew.ms(),
    })
    return post({ url, headers: { ...headers, 'user-agent': 'tailrace', ...trace() }, body, signal })
  }

  return async (name, input, signal) => {
    const body = requestBody(withToken(name, input))
    for (let made = 1; ; made += 1) {
      let answer: PostedAnswer | undefined
      try {
        answer = await attempt(`${apiVersion}.${name}`, body, signal)
        return tableAnswer(answer)
      } catch (thrown) {
        const error: AttemptError = asError(thrown)
        const isWorthwhile = skew.isCorrected(error, answer) || mayPass(error)
        if (made >= maxAttempts || !isWorthwhile) throw attempted(error, made)
        await pauseBefore(error, made, clock, random, signal)
      }
    }
  }
}
