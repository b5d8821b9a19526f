import type { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams'
import {
  DescribeStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListStreamsCommand,
} from '@aws-sdk/client-dynamodb-streams'
import { sameAttribute } from '../../core/diff/same-attribute.ts'
import { asError } from '../../core/errors/thrown.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import type { SourceProblem, StreamSource } from '../../engine/ports/stream-source.ts'
import { SourceError } from '../../engine/ports/stream-source.ts'
import { lambdaRecord } from './lambda-record.ts'

/** What {@link dynamoDbStreamSource} takes. */
export interface DynamoDbStreamSourceOptions {
  readonly client: DynamoDBStreamsClient
  readonly streamArn: string
  /**
   * `dynoxide` numbers its records from 1 and writes records for updates that change nothing, which DynamoDB does
   * not. Its numbers are padded to DynamoDB's 21 digits, and such records are left out. @defaultValue 'dynamodb'
   */
  readonly dialect?: 'dynamodb' | 'dynoxide'
}

const problems: Readonly<Record<string, SourceProblem>> = {
  ExpiredIteratorException: 'expired-iterator',
  TrimmedDataAccessException: 'trimmed',
  LimitExceededException: 'throttled',
  ProvisionedThroughputExceededException: 'throttled',
  ThrottlingException: 'throttled',
  ResourceNotFoundException: 'not-found',
}

const asSourceError = (cause: unknown): SourceError => {
  const error = asError(cause)
  return new SourceError(problems[error.name] ?? 'failed', error.message, { cause })
}

const isNoChange = ({ eventName, dynamodb }: StreamRecord): boolean =>
  eventName === 'MODIFY' &&
  dynamodb?.NewImage !== undefined &&
  dynamodb.OldImage !== undefined &&
  sameAttribute({ M: dynamodb.NewImage }, { M: dynamodb.OldImage })

/** `arn:aws:dynamodb:REGION:ACCOUNT:table/NAME/stream/LABEL` */
const tableIn = (streamArn: string): string | undefined => /:table\/([^/]+)\/stream\//.exec(streamArn)?.[1]

const sequenceDigits = 21

const padded = (record: StreamRecord): StreamRecord => {
  const { dynamodb } = record
  if (dynamodb?.SequenceNumber === undefined) return record
  return {
    ...record,
    dynamodb: { ...dynamodb, SequenceNumber: dynamodb.SequenceNumber.padStart(sequenceDigits, '0') },
  }
}

/**
 * A DynamoDB stream as the engine reads it. Whether a shard is closed is told by a missing next iterator alone,
 * because dynoxide gives open shards an ending sequence number too.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Operations_Amazon_DynamoDB_Streams.html
 */
export const dynamoDbStreamSource = (options: DynamoDbStreamSourceOptions): StreamSource => {
  const { client, streamArn, dialect = 'dynamodb' } = options
  const asked = async <T>(call: () => Promise<T>): Promise<T> => {
    try {
      return await call()
    } catch (error) {
      throw asSourceError(error)
    }
  }
  const asDynamoDb = (records: readonly StreamRecord[]): readonly StreamRecord[] =>
    dialect === 'dynoxide' ? records.filter(record => !isNoChange(record)).map(padded) : records

  return {
    streamArn,
    shards: async cursor =>
      asked(async () => {
        const { StreamDescription } = await client.send(
          new DescribeStreamCommand({
            StreamArn: streamArn,
            ...(cursor !== undefined && { ExclusiveStartShardId: cursor }),
          }),
        )
        const shards = (StreamDescription?.Shards ?? []).flatMap(({ ShardId, ParentShardId }) =>
          ShardId === undefined ? [] : [{ shardId: ShardId, parentShardId: ParentShardId }],
        )
        return {
          shards,
          cursor: StreamDescription?.LastEvaluatedShardId,
          status: StreamDescription?.StreamStatus,
          viewType: StreamDescription?.StreamViewType,
        }
      }),
    successor: async () =>
      asked(async () => {
        const TableName = tableIn(streamArn)
        if (TableName === undefined) return undefined
        const { Streams = [] } = await client.send(new ListStreamsCommand({ TableName }))
        const newest = Streams.toSorted((a, b) =>
          (a.StreamLabel ?? '').localeCompare(b.StreamLabel ?? ''),
        ).at(-1)?.StreamArn
        return newest === streamArn ? undefined : newest
      }),
    iterator: async (shardId, position) =>
      asked(async () => {
        const { ShardIterator } = await client.send(
          new GetShardIteratorCommand({
            StreamArn: streamArn,
            ShardId: shardId,
            ShardIteratorType: position.type,
            ...(position.type === 'AFTER_SEQUENCE_NUMBER' && {
              SequenceNumber:
                dialect === 'dynoxide'
                  ? position.sequenceNumber.replace(/^0+(?=\d)/, '')
                  : position.sequenceNumber,
            }),
          }),
        )
        if (ShardIterator === undefined) throw new Error(`no iterator was given for ${shardId}`)
        return ShardIterator
      }),
    read: async iterator =>
      asked(async () => {
        const { Records = [], NextShardIterator } = await client.send(
          new GetRecordsCommand({ ShardIterator: iterator, Limit: 1_000 }),
        )
        const records = Records.map(record => lambdaRecord(record, streamArn))
        return { records: asDynamoDb(records), nextIterator: NextShardIterator }
      }),
  }
}
