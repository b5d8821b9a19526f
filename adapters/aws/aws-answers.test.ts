import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { isPipelineError } from '../../core/errors/pipeline-error.ts'
import { awsFailure, entryFailure } from './aws-failure.ts'
import { sendInChunks } from './send-in-chunks.ts'

/** What an SDK client throws, with what hangs on it. */
const thrown = (name: string, httpStatusCode: number, message = name): Error =>
  Object.assign(new Error(message), {
    name,
    $metadata: { httpStatusCode },
    $response: { headers: { authorization: 'marked' } },
  })

type Fault = 'record' | 'sink' | undefined

const answers: readonly (readonly [
  name: string,
  status: number,
  message: string,
  code: string,
  fault: Fault,
])[] = [
  ['NoSuchBucket', 404, 'The specified bucket does not exist', 'aws.resource-missing', 'sink'],
  ['AccessDenied', 403, 'Access Denied', 'aws.access-denied', 'sink'],
  ['AllAccessDisabled', 403, 'All access to this object has been disabled', 'aws.access-denied', 'sink'],
  ['KMS.DisabledException', 400, 'The key is disabled', 'aws.access-denied', 'sink'],
  ['RequestTimeTooSkewed', 403, 'The difference between the request time', 'aws.access-denied', 'sink'],
  ['SlowDown', 503, 'Please reduce your request rate.', 'sink.throttled', 'sink'],
  ['KeyTooLongError', 400, 'Your key is too long', 'sink.rejected', 'record'],
  ['EntityTooLarge', 400, 'Your proposed upload exceeds', 'sink.rejected', 'record'],
  ['InvalidObjectState', 403, 'The operation is not valid for the object', 'sink.answer-unknown', undefined],
  ['InvalidRequest', 400, 'Content-MD5 is required for object lock', 'sink.answer-unknown', undefined],
  [
    'AWS.SimpleQueueService.NonExistentQueue',
    400,
    'The specified queue does not exist',
    'aws.resource-missing',
    'sink',
  ],
  ['QueueDoesNotExist', 400, 'The specified queue does not exist', 'aws.resource-missing', 'sink'],
  ['QueueDeletedRecently', 400, 'You must wait 60 seconds', 'aws.resource-missing', 'sink'],
  ['OverLimit', 403, 'in flight', 'sink.throttled', 'sink'],
  [
    'InvalidParameterValue',
    400,
    'One or more parameters are invalid. Reason: Message must be shorter than 262144 bytes.',
    'sink.rejected',
    'record',
  ],
  [
    'InvalidParameterValue',
    400,
    'The queue should either have ContentBasedDeduplication enabled',
    'sink.answer-unknown',
    undefined,
  ],
  ['InvalidMessageContents', 400, 'Invalid characters', 'sink.rejected', 'record'],
  ['KMSDisabled', 400, 'The key is disabled', 'aws.access-denied', 'sink'],
  ['NotFound', 404, 'Topic does not exist', 'aws.resource-missing', 'sink'],
  ['InvalidParameter', 400, 'Invalid parameter: Message too long', 'sink.rejected', 'record'],
  ['InvalidParameter', 400, 'Invalid parameter: TopicArn', 'sink.answer-unknown', undefined],
  ['AuthorizationError', 403, 'not authorized', 'aws.access-denied', 'sink'],
  ['MalformedDetail', 400, 'Detail is malformed.', 'sink.rejected', 'record'],
  ['InternalFailure', 500, 'again', 'sink.unavailable', 'sink'],
  ['ResourceNotFoundException', 400, 'Requested resource not found', 'aws.resource-missing', 'sink'],
  ['ProvisionedThroughputExceededException', 400, 'exceeded', 'sink.throttled', 'sink'],
  ['ReplicatedWriteConflictException', 400, 'replica', 'sink.throttled', 'sink'],
  [
    'ValidationException',
    400,
    'The provided key element does not match the schema',
    'sink.answer-unknown',
    undefined,
  ],
  ['ValidationException', 400, 'Item size has exceeded the maximum allowed size', 'sink.rejected', 'record'],
  ['ItemCollectionSizeLimitExceededException', 400, 'collection', 'sink.rejected', 'record'],
  ['TransactionConflictException', 400, 'conflict', 'sink.unavailable', 'sink'],
  ['ExpiredTokenException', 400, 'expired', 'aws.access-denied', 'sink'],
  ['Unforeseen', 503, 'x', 'sink.unavailable', 'sink'],
  ['Unforeseen', 418, 'x', 'sink.answer-unknown', undefined],
]

describe('what AWS answers', () => {
  it.each(answers)('%s (%i, %j) is %s, the fault of: %s', (name, status, message, code, fault) => {
    const failure = awsFailure('sink', thrown(name, status, message))

    expect(isPipelineError(failure) && [failure.code, failure.scope]).toEqual([code, fault])
  })

  it.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'])('is not needed to know an outage: %s', code => {
    const failure = awsFailure('sink', Object.assign(new Error('no way'), { code }))

    expect(failure).toMatchObject({ code: 'sink.unavailable', scope: 'sink', cause: { code } })
  })

  it.each([new TypeError('x is not a function'), new Error('of a plugin')])('is not what %s is', error => {
    expect(awsFailure('sink', error)).toBe(error)
  })

  it.each([
    [
      "1 validation error detected: Value 'marked' at 'messageBody' failed to satisfy constraint: Member must have length less than or equal to 9",
    ],
    ['The parameter cannot be converted to a numeric value: marked'],
    [
      "The request signature we calculated does not match. The Canonical String for this request should have been\n'POST\n/\nx-amz-security-token:marked'",
    ],
    ['https://b.s3.amazonaws.com/k?X-Amz-Security-Token=marked&X-Amz-Signature=marked is forbidden'],
    ['Value "marked" is not allowed'],
  ])('is told without what it quotes: %s', message => {
    for (const name of [
      'ValidationException',
      'SignatureDoesNotMatch',
      'AccessDenied',
      'Unforeseen',
      'SlowDown',
    ]) {
      const failures = [
        awsFailure('sink', thrown(name, 400, message)),
        entryFailure('sink', 'id', { Code: name, Message: message, SenderFault: true }),
        entryFailure('sink', 'id', { Code: name, Message: message }),
      ]
      for (const failure of failures)
        expect(inspect(failure, { depth: 9, showHidden: true })).not.toContain('marked')
    }
  })

  it('of what nobody has seen is asked for each message alone, so that one is not the fault of all', async () => {
    const sent: number[] = []
    const messages = ['1', '2', '3'].map(id => ({ id, subject: 's', body: {} }))

    const results = await sendInChunks('sink', messages, undefined, async piece => {
      sent.push(piece.length)
      if (piece.some(({ message }) => message.id === '2')) return Promise.reject(thrown('Unforeseen', 400))
      return Promise.resolve(new Map())
    })

    expect(sent).toEqual([3, 1, 1, 1])
    expect(results.map(result => (isPipelineError(result) ? result.code : result))).toEqual([
      'applied',
      'sink.answer-unknown',
      'applied',
    ])
  })
})
