import type { StreamEvent, StreamRecord } from '../../core/record/stream-record.ts'
import type { ColdSink } from './starts.ts'

const times = { createdAt: { S: '2026-11-01T10:00:00.000Z' }, updatedAt: { S: '2026-11-01T10:00:00.000Z' } }

const record = (
  number: number,
  eventName: 'INSERT' | 'REMOVE',
  key: string,
  item: NonNullable<StreamRecord['dynamodb']>['NewImage'],
): StreamRecord => {
  const Keys = { PK: { S: key }, SK: { S: key } }
  const image = { ...Keys, ...times, ...item }
  return {
    eventID: `event-${number}`,
    eventName,
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: 'eu-central-1',
    dynamodb: {
      ApproximateCreationDateTime: 1_795_784_160,
      Keys,
      ...(eventName === 'REMOVE' ? { OldImage: image } : { NewImage: image }),
      SequenceNumber: String(number).padStart(21, '0'),
      SizeBytes: 300,
      StreamViewType: 'NEW_AND_OLD_IMAGES',
    },
    eventSourceARN: 'arn:aws:dynamodb:eu-central-1:123456789012:table/shop/stream/2026-11-27T12:56:20.914',
  }
}

const product = record(100_000_000_001, 'INSERT', 'PRODUCT#chai', {
  type: { S: 'PRODUCT' },
  productId: { S: 'chai' },
  title: { S: 'Chai' },
  category: { S: 'Beverages' },
  price: { N: '18' },
  quantity: { N: '39' },
})

const order = (eventName: 'INSERT' | 'REMOVE'): StreamRecord =>
  record(100_000_000_002 + Number(eventName === 'REMOVE'), eventName, `ORDER#${eventName}`, {
    type: { S: 'ORDER' },
    orderId: { S: eventName },
    userId: { S: 'alfki' },
    status: { S: 'PLACED' },
    placedAt: { S: '2026-11-01' },
    total: { N: '18.5' },
    freight: { N: '1' },
  })

/** The least that makes each of these sinks be written. */
export const coldEvent = (sinks: readonly ColdSink[]): StreamEvent => ({
  Records: [
    ...(sinks.includes('search') || sinks.includes('cache') ? [product] : []),
    ...(sinks.includes('audit') || sinks.includes('notify') ? [order('INSERT')] : []),
    ...(sinks.includes('cleanup') ? [order('REMOVE')] : []),
  ],
})
