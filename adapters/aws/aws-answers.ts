import { accessRules } from './access-rules.ts'
import type { AwsRule } from './aws-rule.ts'
import { contentRules } from './content-rules.ts'
import { outageRules } from './outage-rules.ts'

const throttlingRules: readonly AwsRule[] = [
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
]

/** Services that speak the old query protocol put this before their names. */
const withoutPrefix = (name: string): string => name.replace(/^AWS\.SimpleQueueService\./, '')

/**
 * What S3, SQS, SNS, EventBridge and DynamoDB answer, of a call as a whole and of one entry of it. The first rule that
 * fits counts.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#ErrorCodeList
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/CommonErrors.html
 * @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsResultEntry.html
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
 */
export const awsRules: readonly AwsRule[] = [
  ...throttlingRules,
  ...accessRules,
  ...contentRules,
  ...outageRules,
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
