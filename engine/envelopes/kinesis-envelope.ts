import { hash } from 'node:crypto'
import { creationTimeMs } from '../../core/record/creation-time.ts'
import { itemKey } from '../../core/record/item-key.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import type { FunctionEnvelope } from '../ports/envelope.ts'
import type { FailureDocument } from '../ports/failure-destination.ts'
import type { KinesisPlace } from './kinesis-source.ts'

/** What the creation times of a table's changes count in. */
export type KinesisPrecision = 'MILLISECOND' | 'MICROSECOND'

/** The Kinesis stream that a table writes its changes to, as the table says it. */
export interface KinesisDestination extends KinesisPlace {
  readonly precision: KinesisPrecision
}

/** The one shard of the Kinesis stream that is played. */
const shardId = 'shardId-000000000000'

const perMs: Readonly<Record<KinesisPrecision, number>> = { MILLISECOND: 1, MICROSECOND: 1_000 }

const timeOf = ({ dynamodb }: StreamRecord): number | undefined =>
  creationTimeMs(dynamodb?.ApproximateCreationDateTime)

/** What a table writes to Kinesis of a change: both images as they are, and no number of the table's stream. */
const changeIn = (record: StreamRecord, { precision, tableName, streamArn }: KinesisDestination): object => {
  const { eventID, eventName, userIdentity = null, dynamodb = {} } = record
  const { SequenceNumber: _, StreamViewType: __, ApproximateCreationDateTime: ___, ...images } = dynamodb
  const createdMs = timeOf(record)
  return {
    awsRegion: streamArn.split(':')[3],
    eventID,
    eventName,
    userIdentity,
    recordFormat: 'application/json',
    tableName,
    dynamodb: {
      ...(createdMs !== undefined && { ApproximateCreationDateTime: createdMs * perMs[precision] }),
      ...images,
      ApproximateCreationDateTimePrecision: precision,
    },
    eventSource: 'aws:dynamodb',
  }
}

const recordIn = (record: StreamRecord, destination: KinesisDestination): object => {
  const { SequenceNumber: sequenceNumber = '', Keys = {} } = record.dynamodb ?? {}
  const { streamArn } = destination
  return {
    kinesis: {
      kinesisSchemaVersion: '1.0',
      // What DynamoDB takes for it is not documented; changes of an item share it.
      partitionKey: hash('md5', itemKey(Keys), 'hex').toUpperCase(),
      sequenceNumber,
      data: Buffer.from(JSON.stringify(changeIn(record, destination))).toString('base64'),
      approximateArrivalTimestamp: (timeOf(record) ?? 0) / 1_000,
    },
    eventSource: 'aws:kinesis',
    eventVersion: '1.0',
    eventID: `${shardId}:${sequenceNumber}`,
    eventName: 'aws:kinesis:record',
    invokeIdentityArn: `arn:aws:iam::${streamArn.split(':')[4] ?? ''}:role/tailrace-dev`,
    awsRegion: streamArn.split(':')[3],
    eventSourceARN: streamArn,
  }
}

/** Where AWS tells milliseconds of Kinesis, a second is all that a table's stream says. */
const withMs = (time: string): string => time.replace(/(:\d\d)Z$/, '$1.000Z')

const discardedIn = (
  { DDBStreamBatchInfo: info, payload, ...facts }: FailureDocument,
  destination: KinesisDestination,
): object => {
  const place = { shardId, streamArn: destination.streamArn }
  const event = payload === undefined ? undefined : (JSON.parse(payload) as { Records: StreamRecord[] })
  const Records = event?.Records.map(record => recordIn(record, destination))
  return {
    ...facts,
    KinesisBatchInfo: {
      ...info,
      ...place,
      approximateArrivalOfFirstRecord: withMs(info.approximateArrivalOfFirstRecord),
      approximateArrivalOfLastRecord: withMs(info.approximateArrivalOfLastRecord),
    },
    ...(event !== undefined && { payload: JSON.stringify({ ...event, Records }) }),
  }
}

/**
 * Gives a function the records of {@link kinesisSource} as Lambda gives those of the Kinesis stream that a table writes
 * to. Filters see the data decoded, as Lambda's do.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis-filtering.html
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/kds.html
 */
export const kinesisEnvelope = (destination: KinesisDestination): FunctionEnvelope => {
  const { streamArn } = destination
  return {
    sent: record => recordIn(record, destination),
    filtered: record => ({ data: changeIn(record, destination) }),
    event: ({ Records, ...window }) => ({
      Records: Records.map(record => recordIn(record, destination)),
      ...window,
      ...(window.window !== undefined && { shardId, eventSourceARN: streamArn }),
    }),
    // Its records go by Kinesis's numbers already.
    answer: value => value,
    discarded: document => discardedIn(document, destination),
  }
}
