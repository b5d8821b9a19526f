/** What names the changes of one table that come by Kinesis: its `eventSourceARN` here, since Kinesis has none. */
interface KinesisSource {
  /** ARN of the Kinesis stream. */
  readonly streamArn: string
  readonly table: string
}

const stream = /^arn:([^:/]+):kinesis:([^:/]*):([^:/]*):stream\/([\w.-]{1,128})(?:\/.*)?$/
const way = '/kinesis/'
const source = /^arn:[^:/]+:dynamodb:[^:/]*:[^:/]*:table\/[^/]+\/kinesis\/[^/]+$/

/** True for the ARN of a Kinesis stream, or of a consumer of one. */
export const isKinesisStream = (arn: unknown): arn is string => typeof arn === 'string' && stream.test(arn)

/**
 * One text for a table and the Kinesis stream that it writes to, in the form of a table's stream ARN:
 * `arn:aws:dynamodb:REGION:ACCOUNT:table/TABLE/kinesis/STREAM`. A table and its Kinesis stream are always of one region
 * and account, and one Kinesis stream may serve many tables.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/kds_using-shards-and-metrics.html
 */
export const kinesisSourceArn = ({ streamArn, table }: KinesisSource): string => {
  const [, partition = 'aws', region = '', account = '', name = ''] = stream.exec(streamArn) ?? []
  return `arn:${partition}:dynamodb:${region}:${account}:table/${table}/kinesis/${name}`
}

/** True where changes came by Kinesis: in no order that counts, and perhaps twice under two numbers. */
export const isByKinesis = (streamArn: unknown): boolean =>
  // Asked of every record, nearly none of which came so.
  typeof streamArn === 'string' && streamArn.includes(way) && source.test(streamArn)
