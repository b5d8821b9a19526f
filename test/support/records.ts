import type { AttributeValue, Image } from '../../core/attributes/attribute-value.ts'
import type { Kind, StreamRecord } from '../../core/record/stream-record.ts'

/** What a test says of a record; everything else is filled in. */
export interface RecordSketch {
  readonly seq: number | string
  readonly key?: string
  readonly kind?: Kind
  readonly before?: Readonly<Record<string, AttributeValue | string>> | undefined
  readonly after?: Readonly<Record<string, AttributeValue | string>> | undefined
  readonly arn?: string
}

const imageOf = (key: string, attributes: RecordSketch['after']): Image => ({
  PK: { S: key },
  type: { S: 'THING' },
  ...Object.fromEntries(
    Object.entries(attributes ?? {}).map(([name, value]) => [
      name,
      typeof value === 'string' ? { S: value } : value,
    ]),
  ),
})

export const streamArn =
  'arn:aws:dynamodb:eu-central-1:123456789012:table/things/stream/2026-01-01T00:00:00.000'

/** A record of a NEW_AND_OLD_IMAGES stream, in the shape that Lambda delivers. */
export const recordOf = ({
  seq,
  key = 'a',
  kind = 'MODIFY',
  before,
  after,
  arn = streamArn,
}: RecordSketch): StreamRecord => ({
  eventID: `event-${seq}`,
  eventName: kind,
  eventVersion: '1.1',
  eventSource: 'aws:dynamodb',
  awsRegion: 'eu-central-1',
  dynamodb: {
    ApproximateCreationDateTime: 1_767_225_600,
    Keys: { PK: { S: key } },
    ...(kind !== 'REMOVE' && { NewImage: imageOf(key, after) }),
    ...(kind !== 'INSERT' && { OldImage: imageOf(key, before) }),
    SequenceNumber: String(seq).padStart(21, '0'),
    SizeBytes: 64,
    StreamViewType: 'NEW_AND_OLD_IMAGES',
  },
  eventSourceARN: arn,
})

/** The sequence number that {@link recordOf} gives a record. */
export const seqOf = (seq: number): string => String(seq).padStart(21, '0')
