import { kinesisSourceArn } from '../../core/record/kinesis-source.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import type { StreamSource } from '../ports/stream-source.ts'
import { kinesisNumber, streamNumber } from './kinesis-number.ts'

/** A table, and the Kinesis stream that it writes its changes to. */
export interface KinesisPlace {
  /** ARN of the Kinesis stream. */
  readonly streamArn: string
  readonly tableName: string
}

/**
 * A table's stream whose records go by Kinesis's numbers and name the Kinesis stream: in the form in which
 * `kinesisHandler` has them when they are out of their envelope. What is reported, remembered and given up so has the
 * same names on both sides.
 */
export const kinesisSource = (source: StreamSource, { streamArn, tableName }: KinesisPlace): StreamSource => {
  const eventSourceARN = kinesisSourceArn({ streamArn, table: tableName })
  const byKinesis = (record: StreamRecord): StreamRecord => {
    const { SequenceNumber = '' } = record.dynamodb ?? {}
    return {
      ...record,
      eventSourceARN,
      dynamodb: { ...record.dynamodb, SequenceNumber: kinesisNumber(SequenceNumber) },
    }
  }
  return {
    ...source,
    iterator: async (shardId, position) =>
      source.iterator(
        shardId,
        position.type === 'AFTER_SEQUENCE_NUMBER'
          ? { ...position, sequenceNumber: streamNumber(position.sequenceNumber) }
          : position,
      ),
    read: async iterator => {
      const { records, nextIterator } = await source.read(iterator)
      return { records: records.map(byKinesis), nextIterator }
    },
  }
}
