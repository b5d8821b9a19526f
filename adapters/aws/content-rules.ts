import type { AwsRule } from './aws-rule.ts'

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

/** Answers about what was sent, and about settings that nobody here knows. */
export const contentRules: readonly AwsRule[] = [
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
]
