import { plainWords } from '../../adapters/aws/plain-words.ts'
import { isPipelineError, raise } from '../../core/errors/pipeline-error.ts'
import { asError } from '../../core/errors/thrown.ts'
import type { Known } from '../checks/deployment.ts'
import { doctorFaults } from './faults.ts'

const refusedCredentials: readonly string[] = [
  'AuthFailure',
  'ExpiredToken',
  'ExpiredTokenException',
  'UnrecognizedClientException',
  'InvalidClientTokenId',
  'InvalidAccessKeyId',
  'SignatureDoesNotMatch',
  'InvalidSignatureException',
  'MissingAuthenticationToken',
  'MissingAuthenticationTokenException',
  'CredentialsProviderError',
  'RequestExpired',
  'TokenProviderError',
]

const statusOf = (error: Error): number | undefined => {
  const { $metadata } = error as { readonly $metadata?: { readonly httpStatusCode?: number } }
  return $metadata?.httpStatusCode
}

/** An error of AWS in a few words, without what it quotes of keys and values. */
export const shortReason = (thrown: unknown): string => {
  const error = asError(thrown)
  if (isPipelineError(error)) return `${error.message} ${error.remedy}`
  const words = plainWords(error.message).replaceAll(/\s+/g, ' ').replace(/\.$/, '')
  return error.name === 'Error' ? words : `${error.name}: ${words}`
}

/** Nothing more can be asked with credentials that AWS does not take. */
export const throwRefused = (thrown: unknown): void => {
  const error = asError(thrown)
  if (isPipelineError(error)) {
    // What ends the doctor is no answer that is missing.
    if (error.code.startsWith('doctor.')) throw error
    return
  }
  const isRegion = error.message.startsWith('Region is missing')
  if (!isRegion && !refusedCredentials.includes(error.name)) return
  const reason = plainWords(error.message).replace(/\.$/, '')
  throw raise(doctorFaults, 'doctor.credentials-refused', { name: error.name, reason }, { cause: error })
}

/** The operation that is refused to these credentials, and not the credentials themselves. */
export const isDenied = (thrown: unknown): boolean => {
  const error = asError(thrown)
  return (
    /^(AccessDenied|Unauthorized|AuthorizationError|NotAuthorized)/.test(error.name) ||
    statusOf(error) === 403
  )
}

/** What AWS itself said, where an adapter has put it into words of its own. */
const saidByAws = (thrown: unknown): unknown =>
  isPipelineError(thrown) && thrown.code.startsWith('cloudwatch.') && thrown.cause !== undefined
    ? thrown.cause
    : thrown

/**
 * Asks AWS. What is not answered is not known, and says why: the right that is missing, the client, or AWS's words.
 *
 * @param action - as a policy has it, `dynamodb:DescribeTimeToLive`
 * @throws PipelineError `doctor.credentials-refused`
 */
export const ask = async <T>(action: string, request: () => Promise<T>): Promise<Known<T>> => {
  try {
    return { isKnown: true, value: await request() }
  } catch (thrown) {
    const error = saidByAws(thrown)
    throwRefused(error)
    const because = isDenied(error) ? `needs ${action}` : `${action} was not answered (${shortReason(error)})`
    return { isKnown: false, because }
  }
}
