import type { Clock } from '../../../core/clock.ts'
import { asError } from '../../../core/errors/thrown.ts'
import type { SigningKeys } from '../sign-request.ts'
import { signedHeaders } from '../sign-request.ts'
import { clockSkew } from './clock-skew.ts'
import type { DirectPlace, DirectService } from './direct-place.ts'
import type { AttemptError } from './may-pass.ts'
import { mayPass, pauseBefore } from './may-pass.ts'
import type { PostedAnswer, PostRequest } from './post-request.ts'

/** What {@link sendDirectly} takes. */
export interface DirectOptions extends DirectPlace {
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

/** What is asked of a service; to its root and by POST where nothing else is said. */
export interface DirectRequest {
  /** Another host than the service's own. */
  readonly url?: URL
  readonly method?: 'POST' | 'PUT'
  /** As it is sent, encoded, without the query. */
  readonly path?: string
  readonly query?: string
  readonly contentType: string
  /** More headers that are sent and signed, by their names in lower case. */
  readonly headers?: Readonly<Record<string, string>>
  readonly body: string
}

/** Makes a request and gives what `read` makes of the answer; what `read` throws is the failure of an attempt. */
export type SendDirectly = <T>(
  request: DirectRequest,
  read: (answer: PostedAnswer) => T,
  signal?: AbortSignal,
) => Promise<T>

const attempted = (thrown: unknown, attempts: number): Error => {
  const error: AttemptError = asError(thrown)
  return Object.assign(error, { $metadata: { ...error.$metadata, attempts } })
}

/**
 * Asks a service without the SDK: a signature over `node:https`, with the attempts, pauses and corrections of the clock
 * that the SDK makes. For environments whose keys and endpoint are plain to see (`directPlace`): there a cold start
 * does without the largest part of what it would load.
 */
export const sendDirectly = (service: DirectService, options: DirectOptions): SendDirectly => {
  const { url: root, region, keys, post, clock, random, maxAttempts, trace = () => ({}) } = options
  const skew = clockSkew(clock)

  const attempt = async (request: DirectRequest, signal: AbortSignal | undefined) => {
    const { url = root, method = 'POST', path = '/', query, body } = request
    const signed = { ...request, url, service, region, atMs: clock.now() + skew.ms() }
    const headers = { ...signedHeaders(keys(), signed), 'user-agent': 'tailrace', ...trace() }
    return post({ url, method, path: query === undefined ? path : `${path}?${query}`, headers, body, signal })
  }

  return async (request, read, signal) => {
    for (let made = 1; ; made += 1) {
      let answer: PostedAnswer | undefined
      try {
        answer = await attempt(request, signal)
        return read(answer)
      } catch (thrown) {
        const error: AttemptError = asError(thrown)
        const isWorthwhile = skew.isCorrected(error, answer) || mayPass(error)
        if (made >= maxAttempts || !isWorthwhile) throw attempted(error, made)
        await pauseBefore(error, made, clock, random, signal)
      }
    }
  }
}
