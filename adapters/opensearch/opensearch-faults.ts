import { isPipelineError, raise } from '../../core/errors/pipeline-error.ts'

/** An error as OpenSearch describes it. */
export interface EngineError {
  readonly type: string
  readonly reason?: string
  readonly caused_by?: { readonly reason?: string }
}

/** What is known of a request that failed as a whole. */
interface Failure {
  readonly statusCode?: number
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string | undefined>>
}

/** What an engine that gives no advice is left alone for. */
const defaultRetryAfterMs = 1_000

/** The status of an answer, where there was one. */
export const statusOf = (error: unknown): number | undefined => (error as Failure).statusCode

/** The engine's own words for a failed request; nothing when something else answered in its place. */
export const engineErrorOf = (error: unknown): EngineError | undefined => {
  const { body } = error as Failure
  if (typeof body !== 'object' || body === null || !('error' in body)) return undefined
  const found = body.error
  return typeof found === 'object' && found !== null && 'type' in found ? (found as EngineError) : undefined
}

/** An engine's error in one line, the cause included. */
export const reasonOf = ({ type, reason = type, caused_by: cause }: EngineError): string =>
  cause?.reason === undefined || reason.includes(cause.reason) ? reason : `${reason} (${cause.reason})`

const wordsOf = (error: unknown): string => {
  const engineError = engineErrorOf(error)
  if (engineError !== undefined) return reasonOf(engineError)
  const { body, statusCode } = error as Failure
  if (statusCode !== undefined) {
    const text = typeof body === 'string' ? body : JSON.stringify(body ?? '')
    return `it answered ${statusCode} ${text.replace(/\s+/g, ' ').slice(0, 200)}`.trim()
  }
  return error instanceof Error ? error.message || error.name : String(error)
}

const throttled = (sink: string, error: unknown): Error => {
  const seconds = Number((error as Failure).headers?.['retry-after'])
  const retryAfterMs = seconds > 0 ? seconds * 1_000 : defaultRetryAfterMs
  return raise('sink.throttled', { sink, retryAfterMs }, { cause: error })
}

/**
 * What a request that failed as a whole means. All of it is the sink's trouble and not the records', so it is
 * retried and counts as no attempt at them.
 */
export const requestFault = (sink: string, error: unknown): Error => {
  if (isPipelineError(error)) return error
  const status = statusOf(error)
  const reason = wordsOf(error).replace(/\.$/, '')
  if (status === 401 || (status === 403 && engineErrorOf(error)?.type !== 'cluster_block_exception'))
    return raise('search.access-denied', { sink, status, reason }, { cause: error })
  if (status === 429) return throttled(sink, error)
  return raise('sink.unavailable', { sink, reason }, { cause: error })
}
