/**
 * Why DynamoDB throttles a request, as its metrics name it: `ReadAccountLimitThrottleEvents`.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html
 */
export const throttleCauses = [
  'ProvisionedThroughput',
  'AccountLimit',
  'KeyRangeThroughput',
  'MaxOnDemandThroughput',
] as const

/** Operations that CloudWatch counts apart, and that a request can be throttled or fail in. */
export const tableOperations = [
  'BatchGetItem',
  'BatchWriteItem',
  'DeleteItem',
  'GetItem',
  'PutItem',
  'Query',
  'Scan',
  'TransactGetItems',
  'TransactWriteItems',
  'UpdateItem',
] as const
