import type { StreamEvent } from '../../core/record/stream-record.ts'
import { coldEvent } from '../cold/cold-event.ts'

/** About a kilobyte of an item beside what is shown of it. */
const description = 'Spiced tea from the slopes of Darjeeling, in boxes of twenty bags. '.repeat(14)

/** An event of so many new products, each of another key; `round` makes the keys of an event its own. */
export const lambdaEvent = (records: number, round: number): StreamEvent => {
  const [product] = coldEvent(['search']).Records
  if (product?.dynamodb === undefined) throw new Error('the cold event has no product')
  const { dynamodb } = product
  const all = Array.from({ length: records }, (_, index) => {
    const number = round * records + index
    const key = { S: `PRODUCT#${number}` }
    const Keys = { PK: key, SK: key }
    return {
      ...product,
      eventID: `event-${number}`,
      dynamodb: {
        ...dynamodb,
        Keys,
        NewImage: {
          ...dynamodb.NewImage,
          ...Keys,
          productId: { S: String(number) },
          description: { S: description },
        },
        SequenceNumber: String(100_000_000_000 + number).padStart(21, '0'),
        SizeBytes: 1_300,
      },
    }
  })
  return { Records: all }
}
