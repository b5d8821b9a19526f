import type { StubAccount } from './aws-stub/stub-account.ts'

const place = 'eu-west-1:111122223333'

/** ARN of the table `shop`. */
export const shopTableArn = `arn:aws:dynamodb:${place}:table/shop`
/** Its stream. */
export const shopStreamArn = `${shopTableArn}/stream/2026-11-01T00:00:00.000`

/** A mapping with which nothing is wrong. */
export const healthyMapping = (name: string, uuid = 'uuid-1'): StubAccount['mappings'][number] => ({
  UUID: uuid,
  FunctionArn: `arn:aws:lambda:${place}:function:${name}`,
  EventSourceArn: shopStreamArn,
  StartingPosition: 'TRIM_HORIZON',
  BatchSize: 100,
  MaximumBatchingWindowInSeconds: 1,
  ParallelizationFactor: 1,
  MaximumRetryAttempts: 10_000,
  MaximumRecordAgeInSeconds: 86_400,
  BisectBatchOnFunctionError: true,
  FunctionResponseTypes: ['ReportBatchItemFailures'],
  MetricsConfig: { Metrics: ['EventCount'] },
  DestinationConfig: { OnFailure: { Destination: 'arn:aws:s3:::failures' } },
  LastProcessingResult: 'OK',
  State: 'Enabled',
})

/** What is written with a bucket each. */
const urls = { LEDGER_URL: 'dynamodb://ledger', PARK_URL: 's3://parked/', AUDIT_URL: 's3://audit/' }

/** A table with one function, `shop-orders`, with which nothing is wrong. */
export const healthyAccount = (): StubAccount => ({
  table: {
    TableName: 'shop',
    TableArn: shopTableArn,
    TableStatus: 'ACTIVE',
    CreationDateTime: 1_700_000_000,
    KeySchema: [
      { AttributeName: 'PK', KeyType: 'HASH' },
      { AttributeName: 'SK', KeyType: 'RANGE' },
    ],
    LatestStreamArn: shopStreamArn,
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    SSEDescription: { Status: 'ENABLED', SSEType: 'KMS' },
    DeletionProtectionEnabled: true,
    BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
    ProvisionedThroughput: { ReadCapacityUnits: 0, WriteCapacityUnits: 0 },
    GlobalSecondaryIndexes: [{ IndexName: 'GSI1' }],
    ItemCount: 300,
    TableSizeBytes: 30_000,
  },
  pitr: true,
  ttl: undefined,
  tags: 2,
  limits: { TableMaxReadCapacityUnits: 40_000, TableMaxWriteCapacityUnits: 40_000 },
  scaled: [],
  pipes: [],
  items: Array.from({ length: 300 }, (_, index) => ({
    PK: { S: `ORDER#${index}` },
    SK: { S: 'ORDER' },
    total: { N: '12.50' },
  })),
  mappings: [healthyMapping('shop-orders')],
  functions: {
    'shop-orders': {
      FunctionName: 'shop-orders',
      Timeout: 30,
      Role: 'arn:aws:iam::111122223333:role/orders',
      Environment: { Variables: urls },
    },
  },
  rights: [
    ['dynamodb:DescribeStream', shopStreamArn],
    ['dynamodb:GetRecords', shopStreamArn],
    ['dynamodb:GetShardIterator', shopStreamArn],
    ['dynamodb:ListStreams', shopStreamArn],
    ['logs:CreateLogStream', `arn:aws:logs:${place}:log-group:/aws/lambda/shop-orders:*`],
    ['logs:PutLogEvents', `arn:aws:logs:${place}:log-group:/aws/lambda/shop-orders:*`],
    ['dynamodb:BatchWriteItem', `arn:aws:dynamodb:${place}:table/ledger`],
    ['dynamodb:Query', `arn:aws:dynamodb:${place}:table/ledger`],
    ['s3:PutObject', 'arn:aws:s3:::parked/*'],
    ['s3:PutObject', 'arn:aws:s3:::audit/*'],
    ['s3:PutObject', 'arn:aws:s3:::failures/*'],
    ['s3:ListBucket', 'arn:aws:s3:::failures'],
  ],
  alarms: [
    { AlarmName: 'table', Dimensions: [{ Name: 'TableName', Value: 'shop' }] },
    { AlarmName: 'lag', Dimensions: [{ Name: 'FunctionName', Value: 'shop-orders' }] },
  ],
  alarmTags: {},
  metrics: {
    'ConsumedReadCapacityUnits shop': 5_000_000,
    'ConsumedReadCapacityUnits shop GSI1': 1_000,
    'ConsumedWriteCapacityUnits shop': 2_000_000,
    'SuccessfulRequestLatency shop Query': 10_000,
    'SuccessfulRequestLatency shop PutItem': 10_000,
  },
  refused: {},
  spentUnits: 0,
  dateShiftMs: 0,
})
