import { isPipelineError, raise } from '../../core/errors/pipeline-error.ts'
import { asError } from '../../core/errors/thrown.ts'

/** What an error of the SDK says of itself. */
interface AwsError extends Error {
  readonly $metadata?: { readonly httpStatusCode?: number }
  readonly $retryable?: { readonly throttling?: boolean }
  readonly code?: unknown
}

/** Lambda waits longer than this before its first retry; it is what the message says, not a measurement. */
const retryAfterMs = 1_000

const throttling =
  /^(Throttl|SlowDown|TooManyRequests|RequestLimitExceeded|ProvisionedThroughputExceeded|RequestThrottled|KMSThrottling|KmsThrottled|LimitExceeded)|Throttl(ed|ing)(Exception)?$/
const missing =
  /^(NoSuchBucket|PermanentRedirect|AuthorizationHeaderMalformed|QueueDoesNotExist|AWS\.SimpleQueueService\.NonExistentQueue|NotFound|NotFoundException|ResourceNotFoundException)$/
const denied =
  /^(AccessDenied|AccessDeniedException|AuthorizationError|AuthorizationErrorException|UnauthorizedAccess|UnrecognizedClientException|InvalidClientTokenId|InvalidAccessKeyId|SignatureDoesNotMatch|ExpiredToken|ExpiredTokenException|NotAuthorizedForSourceException|NotAuthorizedForDetailTypeException|InvalidSignatureException|KmsAccessDenied|KMSAccessDenied|KMSAccessDeniedException)$/
const credentials = /^(CredentialsProviderError|TokenProviderError|NoCredentials)$|^Region is missing/
/** What no retry can make acceptable, because it is the content that is refused. */
const refused =
  /^(ValidationException|InvalidParameter|InvalidParameterException|InvalidParameterValue|InvalidParameterValueException|InvalidMessageContents|ParameterValueInvalid|BatchRequestTooLong|AWS\.SimpleQueueService\.BatchRequestTooLong|EntityTooLarge|MessageTooLong|MalformedDetail|InvalidArgument|RedactionFailure)$/
const network =
  /^(ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|TimeoutError|NetworkingError|ConditionalRequestConflict|OperationAborted|RequestTimeout)$/

/** Names of SDK v3 errors come from the service, those of the network from Node. */
const nameOf = (error: AwsError): string =>
  typeof error.code === 'string' && network.test(error.code) ? error.code : error.name

const sentence = (message: string): string => message.trim().replace(/\.$/, '') || 'no reason was given'

/**
 * An error of AWS in the catalogue's words, the service's own name in it: throttling and outages are the sink's,
 * refused content is the record's and parked, what the account lacks says what to do. Anything else stays what it
 * is, and counts as an attempt.
 *
 * @param sink what failed, for people: `s3://bucket/prefix`
 * @param id what was refused, where it was one thing
 */
export const awsFailure = (sink: string, thrown: unknown, id = 'the request'): Error => {
  const error: AwsError = asError(thrown)
  if (isPipelineError(error) || error.name === 'AbortError') return error
  const name = nameOf(error)
  const reason = sentence(error.message)
  const status = error.$metadata?.httpStatusCode ?? 0
  const cause = { cause: error }
  if (throttling.test(name) || error.$retryable?.throttling === true || status === 429)
    return raise('sink.throttled', { sink: `${sink} (${name})`, retryAfterMs }, cause)
  if (credentials.test(name) || credentials.test(error.message))
    return raise('aws.credentials-missing', { sink, name, reason }, cause)
  if (missing.test(name)) return raise('aws.resource-missing', { sink, name }, cause)
  if (denied.test(name)) return raise('aws.access-denied', { sink, name, reason }, cause)
  if (refused.test(name)) return raise('sink.rejected', { sink, id, reason: `${name}: ${reason}` }, cause)
  if (network.test(name) || status >= 500)
    return raise('sink.unavailable', { sink, reason: `${name}: ${reason}` }, cause)
  return error
}

/** Runs a request; what goes wrong with it is told in the catalogue's words. */
export const asked = async <T>(sink: string, request: () => Promise<T>): Promise<T> => {
  try {
    return await request()
  } catch (error) {
    throw awsFailure(sink, error)
  }
}

/** What a batch call says of an entry that it did not take. */
export interface FailedEntry {
  readonly Code?: string | undefined
  readonly Message?: string | undefined
  readonly SenderFault?: boolean | undefined
}

/** The failure of one entry of a batch call that as such succeeded. */
export const entryFailure = (sink: string, id: string, failed: FailedEntry): Error => {
  const { Code = 'Unknown', Message = '', SenderFault } = failed
  const error = Object.assign(new Error(Message), { name: Code })
  const failure = awsFailure(sink, error, id)
  if (failure !== error) return failure
  return SenderFault === true
    ? raise('sink.rejected', { sink, id, reason: `${Code}: ${sentence(Message)}` }, { cause: error })
    : raise('sink.unavailable', { sink, reason: `${Code}: ${sentence(Message)}` }, { cause: error })
}
