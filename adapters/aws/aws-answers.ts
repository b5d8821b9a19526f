import type { AnswerRule } from '../answer-rule.ts'

/** An error of AWS, told by its name, or by its status or words where a rule names these. */
export interface AwsRule extends AnswerRule<
  | 'aws.access-denied'
  | 'aws.credentials-missing'
  | 'aws.resource-missing'
  | 'sink.answer-unknown'
  | 'sink.rejected'
  | 'sink.throttled'
  | 'sink.unavailable'
> {
  readonly names?: readonly string[]
  readonly status?: RegExp
  readonly pattern?: RegExp
  /** Only names that come with such words. */
  readonly words?: RegExp
}

const refusedParameters: readonly string[] = [
  'ValidationException',
  'ValidationError',
  'InvalidParameter',
  'InvalidParameterException',
  'InvalidParameterValue',
  'InvalidParameterValueException',
  'InvalidParameterCombination',
  'ParameterValueInvalid',
  'InvalidBatchEntryId',
  'SerializationException',
]

/** Services that speak the old query protocol put this before their names. */
const withoutPrefix = (name: string): string => name.replace(/^AWS\.SimpleQueueService\./, '')

/**
 * What S3, SQS, SNS, EventBridge and DynamoDB answer, of a call as a whole and of one entry of it.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#ErrorCodeList
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/CommonErrors.html
 * @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsResultEntry.html
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
 */
export const awsRules: readonly AwsRule[] = [
  {
    answer:
      'throttling under any of its names: SlowDown, ThrottlingException, RequestThrottled, ProvisionedThroughputExceededException, RequestLimitExceeded, LimitExceededException; 429',
    names: [
      'SlowDown',
      'ServiceQuotaExceededException',
      'OverLimit',
      'ReplicatedWriteConflictException',
      'BandwidthLimitExceeded',
    ],
    pattern:
      /^(Throttl|SlowDown|TooManyRequests|RequestLimitExceeded|ProvisionedThroughputExceeded|RequestThrottled|KMSThrottling|KmsThrottled|LimitExceeded)|Throttl(ed|ing)(Exception)?$/,
    code: 'sink.throttled',
  },
  { answer: '429', status: /^429$/, code: 'sink.throttled' },
  {
    answer: 'no credentials or no region on this machine',
    names: ['CredentialsProviderError', 'TokenProviderError', 'NoCredentials'],
    code: 'aws.credentials-missing',
  },
  {
    answer: 'S3: NoSuchBucket, or the bucket of another region',
    names: [
      'NoSuchBucket',
      'PermanentRedirect',
      'TemporaryRedirect',
      'AuthorizationHeaderMalformed',
      'IllegalLocationConstraintException',
      'InvalidBucketName',
      'InvalidAccessPoint',
      'NoSuchAccessPoint',
    ],
    code: 'aws.resource-missing',
  },
  {
    answer: 'SQS, SNS, EventBridge, DynamoDB, Lambda: the queue, topic, bus, table or function is not there',
    names: [
      'QueueDoesNotExist',
      'NonExistentQueue',
      'QueueDeletedRecently',
      'NotFound',
      'NotFoundException',
      'ResourceNotFoundException',
      'TableNotFoundException',
      'InvalidAddress',
    ],
    code: 'aws.resource-missing',
  },
  {
    answer: 'access: AccessDenied, AuthorizationError, NotAuthorizedFor.., UnrecognizedClientException',
    names: [
      'AccessDenied',
      'AccessDeniedException',
      'AllAccessDisabled',
      'AccountProblem',
      'AuthorizationError',
      'AuthorizationErrorException',
      'UnauthorizedAccess',
      'UnauthorizedOperation',
      'NotAuthorized',
      'NotAuthorizedForSourceException',
      'NotAuthorizedForDetailTypeException',
      'NotSignedUp',
      'OptInRequired',
      'InvalidSecurity',
      'MethodNotAllowed',
    ],
    code: 'aws.access-denied',
  },
  {
    answer: 'credentials that are wrong, expired, or signed by a clock that is off',
    names: [
      'UnrecognizedClientException',
      'InvalidClientTokenId',
      'InvalidAccessKeyId',
      'InvalidToken',
      'SignatureDoesNotMatch',
      'InvalidSignatureException',
      'IncompleteSignature',
      'IncompleteSignatureException',
      'MissingAuthenticationToken',
      'MissingAuthenticationTokenException',
      'ExpiredToken',
      'ExpiredTokenException',
      'RequestExpired',
      'RequestTimeTooSkewed',
      'TokenRefreshRequired',
    ],
    code: 'aws.access-denied',
  },
  {
    answer: 'keys of KMS that may not or cannot be used',
    names: [
      'KmsAccessDenied',
      'KMSAccessDenied',
      'KMSAccessDeniedException',
      'KmsDisabled',
      'KMSDisabled',
      'KMSDisabledException',
      'KmsInvalidState',
      'KMSInvalidState',
      'KMSInvalidStateException',
      'KmsNotFound',
      'KMSNotFound',
      'KMSNotFoundException',
      'KmsOptInRequired',
      'KMSOptInRequired',
      'KmsInvalidKeyUsage',
      'KMS.DisabledException',
      'KMS.NotFoundException',
      'KMS.KMSInvalidStateException',
      'InaccessibleEncryptionDateTime',
      'InvalidKMSKey',
    ],
    code: 'aws.access-denied',
  },
  {
    answer: 'settings of the bucket: object lock, ACLs, requester pays, an archived object',
    names: [
      'InvalidBucketState',
      'InvalidObjectState',
      'ObjectLockConfigurationNotFoundError',
      'AccessControlListNotSupported',
      'InvalidRequest',
      'InvalidEncryptionAlgorithmError',
      'InvalidStorageClass',
      'BucketAlreadyExists',
    ],
    code: 'sink.answer-unknown',
  },
  {
    answer:
      'S3: KeyTooLongError, EntityTooLarge, MetadataTooLarge; SQS, SNS, EventBridge: a message too large or of characters that are not taken; MalformedDetail, RedactionFailure',
    names: [
      'KeyTooLongError',
      'KeyTooLong',
      'EntityTooLarge',
      'MaxMessageLengthExceeded',
      'MetadataTooLarge',
      'InvalidMessageContents',
      'MessageTooLong',
      'BatchRequestTooLong',
      'MalformedDetail',
      'InvalidArgument',
      'RedactionFailure',
      'ItemCollectionSizeLimitExceededException',
      'RequestEntityTooLargeException',
    ],
    code: 'sink.rejected',
  },
  {
    answer:
      'ValidationException, InvalidParameter, InvalidParameterValue and their like, about size or characters',
    names: refusedParameters,
    words:
      /too (long|large)|over the limit|must be shorter than|exceeded the (maximum|size)|size .*has exceeded|characters? .*not allowed|invalid (binary )?character|length (less|greater) than/i,
    code: 'sink.rejected',
  },
  {
    answer: 'the same about anything else',
    names: refusedParameters,
    code: 'sink.answer-unknown',
  },
  {
    answer:
      'conflicts and time-outs that pass: ConditionalRequestConflict, OperationAborted, RequestTimeout, TransactionConflictException',
    names: [
      'ConditionalRequestConflict',
      'OperationAborted',
      'RequestTimeout',
      'RequestTimeoutException',
      'TransactionConflictException',
      'TransactionInProgressException',
      'ResourceInUseException',
      'BusyException',
      'ConcurrentModificationException',
      'LimitPreventsUpdate',
      'BadDigest',
      'IncompleteBody',
      'InternalException',
    ],
    code: 'sink.unavailable',
  },
  {
    answer: 'the network: ECONNREFUSED, ECONNRESET, ENOTFOUND, EAI_AGAIN, EPIPE, ETIMEDOUT, TimeoutError',
    names: [
      'ECONNREFUSED',
      'ECONNRESET',
      'ENOTFOUND',
      'EAI_AGAIN',
      'EPIPE',
      'ETIMEDOUT',
      'EHOSTUNREACH',
      'ENETUNREACH',
      'TimeoutError',
      'NetworkingError',
    ],
    code: 'sink.unavailable',
  },
  {
    answer: 'InternalError, InternalFailure, ServiceUnavailable, and whatever has a status of 500 or more',
    names: [
      'InternalError',
      'InternalErrorException',
      'InternalFailure',
      'InternalServerError',
      'InternalServiceError',
      'ServiceUnavailable',
      'ServiceUnavailableException',
      'ServiceFailure',
      'ServiceException',
    ],
    code: 'sink.unavailable',
  },
  { answer: '5xx', status: /^5\d\d$/, code: 'sink.unavailable' },
]

/** The rule for an error; nothing where it is unknown. */
export const ruleFor = (name: string, status: number, message: string): AwsRule | undefined => {
  const plain = withoutPrefix(name)
  return awsRules.find(
    ({ names, pattern, status: ofStatus, words }) =>
      ((names?.includes(plain) ?? false) ||
        (pattern?.test(plain) ?? false) ||
        (ofStatus?.test(String(status)) ?? false)) &&
      (words?.test(message) ?? true),
  )
}
