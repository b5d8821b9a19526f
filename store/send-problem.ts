import { raise } from '../core/errors/raise.ts'
import { asError } from '../core/errors/thrown.ts'

/**
 * What a failed call says about the table: `throttled` means nothing was done, `unknown` that nobody knows,
 * `refused` that no repetition can help.
 */
export type Problem = 'throttled' | 'unknown' | 'refused'

const throttles: readonly string[] = [
  'ProvisionedThroughputExceededException',
  'ThrottlingException',
  'ThrottledException',
  'RequestLimitExceeded',
  'TransactionConflictException',
  'ReplicatedWriteConflictException',
]
const neverSent: readonly string[] = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN']
const lostAnswers: readonly string[] = [
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'TimeoutError',
  'InternalServerError',
  // It goes on, and may yet succeed.
  'TransactionInProgressException',
]

const textAt = (error: object, name: string): string => {
  const value = (error as Readonly<Record<string, unknown>>)[name]
  return typeof value === 'string' ? value : ''
}

const statusOf = (error: object): number => {
  const { $metadata } = error as { readonly $metadata?: { readonly httpStatusCode?: number } }
  return $metadata?.httpStatusCode ?? 0
}

/** Sorts an error of the SDK. @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html */
export const problemOf = (error: unknown): Problem => {
  if (typeof error !== 'object' || error === null) return 'refused'
  const name = textAt(error, 'name')
  const code = textAt(error, 'code')
  if (throttles.includes(name) || neverSent.includes(code)) return 'throttled'
  if (lostAnswers.includes(name) || lostAnswers.includes(code) || statusOf(error) >= 500) return 'unknown'
  return 'refused'
}

/** The SDK's error, which callers translate where they know more, as one of the catalogue. */
export const asStoreError = (
  { operation, tableName, attempts }: { operation: string; tableName: string; attempts: number },
  error: unknown,
): Error => {
  const cause = asError(error)
  const reason = `${cause.name}: ${cause.message}`
  const isThrottle = throttles.includes(cause.name)
  switch (problemOf(error)) {
    case 'throttled':
      return isThrottle
        ? raise('store.throttled', { operation, attempts, reason }, { cause })
        : raise('store.unavailable', { operation, attempts, reason }, { cause })
    case 'unknown':
      return raise('store.unavailable', { operation, attempts, reason }, { cause })
    case 'refused':
      if (cause.name === 'ResourceNotFoundException') {
        return raise('store.table-missing', { operation, tableName }, { cause })
      }
      return cause.name === 'ValidationException'
        ? raise('store.refused', { operation, reason: cause.message }, { cause })
        : cause
  }
}
