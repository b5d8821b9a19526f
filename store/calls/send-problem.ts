import { raise } from '../../core/errors/pipeline-error.ts'
import { asError } from '../../core/errors/thrown.ts'
import { storeFaults } from '../faults.ts'

/**
 * What a failed call says about the table: `throttled`, `skewed` (the clock that signed it is wrong) and `unsent` mean
 * that nothing was done, `unknown` that nobody knows, `refused` that no repetition can help.
 */
export type Problem = 'throttled' | 'skewed' | 'unsent' | 'unknown' | 'refused'

/** The SDK's own lists, and what DynamoDB has besides. @see the SDK's `service-error-classification` */
const throttles: readonly string[] = [
  'BandwidthLimitExceeded',
  'EC2ThrottledException',
  'LimitExceededException',
  'PriorRequestNotComplete',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'RequestThrottledException',
  'SlowDown',
  'ThrottledException',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
  'TransactionConflictException',
  'ReplicatedWriteConflictException',
]
const skews: readonly string[] = ['RequestTimeTooSkewed', 'RequestExpired', 'RequestInTheFuture']
const neverSent: readonly string[] = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN']
const lostAnswers: readonly string[] = [
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'TimeoutError',
  'RequestTimeout',
  'RequestTimeoutException',
  'InternalServerError',
  // It goes on, and may yet succeed.
  'TransactionInProgressException',
]

/** What is read of an error; anything may be thrown, so nothing is sure to be there. */
interface Thrown {
  readonly name?: unknown
  readonly message?: unknown
  readonly code?: unknown
  readonly cause?: unknown
  readonly $retryable?: { readonly throttling?: boolean }
  readonly $metadata?: { readonly httpStatusCode?: number; readonly clockSkewCorrected?: boolean }
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

/** A signature that does not fit has many reasons; only that its time was wrong makes another try worth it. */
const isSkewed = ({ name, message, $metadata }: Thrown): boolean =>
  skews.includes(textOf(name)) ||
  $metadata?.clockSkewCorrected === true ||
  (name === 'InvalidSignatureException' && /Signature (?:expired|not yet current)/.test(textOf(message)))

const ownProblem = (error: Thrown): Problem => {
  const [name, code, status] = [textOf(error.name), textOf(error.code), error.$metadata?.httpStatusCode ?? 0]
  const isThrottled = throttles.includes(name) || status === 429 || error.$retryable?.throttling === true
  if (isThrottled) return 'throttled'
  if (isSkewed(error)) return 'skewed'
  if (neverSent.includes(code)) return 'unsent'
  if (code === 'ERR_HTTP2_STREAM_ERROR' && /NGHTTP2_REFUSED_STREAM/.test(textOf(error.message)))
    return 'unsent'
  const isLost = lostAnswers.includes(name) || lostAnswers.includes(code) || status >= 500
  return isLost || error.$retryable !== undefined ? 'unknown' : 'refused'
}

/** As far as the SDK looks. */
const deepestCause = 10

/**
 * Sorts an error of the SDK as the SDK's own retries would, with its causes: a `fetch failed` says in its cause that
 * nobody listens.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
 */
export const problemOf = (error: unknown, depth = 0): Problem => {
  if (typeof error !== 'object' || error === null) return 'refused'
  const { name, cause }: Thrown = error
  const own = ownProblem(error)
  if (own !== 'refused' || name === 'AbortError' || depth === deepestCause) return own
  return problemOf(cause, depth + 1)
}

/** The SDK's error, which callers translate where they know more, as one of its faults. */
export const asStoreError = (
  { operation, tableName, attempts }: { operation: string; tableName: string; attempts: number },
  error: unknown,
): Error => {
  const cause = asError(error)
  const detail = { operation, attempts, reason: `${cause.name}: ${cause.message}` }
  switch (problemOf(error)) {
    case 'throttled':
      return raise(storeFaults, 'store.throttled', detail, { cause })
    case 'skewed':
      return raise(storeFaults, 'store.clock-skewed', detail, { cause })
    case 'unsent':
    case 'unknown':
      return raise(storeFaults, 'store.unavailable', detail, { cause })
    case 'refused':
      if (cause.name === 'ResourceNotFoundException') {
        return raise(storeFaults, 'store.table-missing', { operation, tableName }, { cause })
      }
      return cause.name === 'ValidationException'
        ? raise(storeFaults, 'store.refused', { operation, reason: cause.message }, { cause })
        : cause
  }
}
