import type { AwsRule } from './aws-rule.ts'

/** Answers that pass with time. */
export const outageRules: readonly AwsRule[] = [
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
