import type { Clock } from '../../../core/clock.ts'

/** An error of an attempt, of the service or of the network. */
export interface AttemptError extends Error {
  readonly code?: unknown
  readonly $metadata?: { readonly httpStatusCode?: number }
}

const throttling: readonly string[] = [
  'BandwidthLimitExceeded',
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
  'TransactionInProgressException',
]
const outOfTime: readonly string[] = ['RequestTimeout', 'RequestTimeoutException', 'TimeoutError']
const network: readonly unknown[] = [
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
]
const statuses: readonly unknown[] = [500, 502, 503, 504]

const isThrottling = ({ name, $metadata }: AttemptError): boolean =>
  throttling.includes(name) || $metadata?.httpStatusCode === 429

/** A function that was frozen between signing and sending comes too late, and comes in time when it signs anew. */
const isLate = ({ name, message }: AttemptError): boolean =>
  name === 'InvalidSignatureException' && message.includes('Signature expired')

/** Whether another attempt may succeed. */
export const mayPass = (error: AttemptError): boolean =>
  isThrottling(error) ||
  isLate(error) ||
  outOfTime.includes(error.name) ||
  network.includes(error.code) ||
  statuses.includes(error.$metadata?.httpStatusCode)

/** Waits before the next attempt: up to 100 ms, or 500 where the service cannot keep up, twice as long each time. */
export const pauseBefore = async (
  error: AttemptError,
  made: number,
  clock: Clock,
  random: () => number,
  signal: AbortSignal | undefined,
): Promise<void> => {
  const baseMs = isThrottling(error) ? 500 : 100
  await clock.wait(Math.floor(random() * baseMs * 2 ** (made - 1)), signal)
}
