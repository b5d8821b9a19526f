import type { Clock } from '../../core/clock.ts'
import type { FunctionTarget, InvocationEvent, InvokeResult } from '../ports/function-target.ts'
import { exited, timedOut } from './local-context.ts'
import { readAnswer } from './read-answer.ts'

/** What {@link httpFunction} takes. */
export interface HttpFunctionOptions {
  /** In events and reports; the emulator does not see it. */
  readonly functionName: string
  /** Where the emulator listens, without a path: `http://127.0.0.1:9000`. */
  readonly url: string
  /** Measures the time that is left. */
  readonly clock: Clock
  /** @defaultValue 30,000 */
  readonly timeoutMs?: number
}

/** Nothing was sent: whoever is to answer cannot be found or does not listen. */
const unreachable = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'])

const codeOf = (error: unknown): string => {
  const cause = error instanceof Error ? error.cause : undefined
  return typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : ''
}

const notSent = (error: unknown, requestId: string): InvokeResult => {
  const code = codeOf(error)
  if (code === '' || unreachable.has(code)) {
    return { type: 'not-invoked', message: `${error instanceof Error ? error.message : ''} ${code}`.trim() }
  }
  // The connection broke while the function ran: its environment died with it.
  return exited(`with error: ${code}`, requestId)
}

/**
 * A function behind Lambda's runtime interface emulator, as container images of functions have it.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/images-test.html
 */
export const httpFunction = (options: HttpFunctionOptions): FunctionTarget => {
  const { functionName, url, clock, timeoutMs = 30_000 } = options
  const endpoint = new URL('/2015-03-31/functions/function/invocations', url)

  const call = async (
    event: InvocationEvent,
    requestId: string,
    signal: AbortSignal,
  ): Promise<InvokeResult> => {
    try {
      const response = await fetch(endpoint, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(event),
        signal,
      })
      return readAnswer({
        status: response.status,
        functionError: response.headers.get('x-amz-function-error') ?? undefined,
        text: await response.text(),
      })
    } catch (error) {
      return notSent(error, requestId)
    }
  }

  return {
    functionName,
    invoke: async (event, requestId) => {
      const finished = new AbortController()
      const given = new AbortController()
      const limit = clock.wait(timeoutMs, finished.signal).then(() => timedOut(timeoutMs, requestId))
      const result = await Promise.race([call(event, requestId, given.signal), limit])
      finished.abort()
      given.abort()
      return result
    },
  }
}
