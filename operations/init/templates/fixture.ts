type Item = Readonly<Record<string, { readonly S: string }>>

const streamArn = 'arn:aws:dynamodb:eu-central-1:123456789012:table/tickets/stream/2026-01-01T00:00:00.000'
const createdAt = { S: '2026-01-01T09:00:00.000Z' }
const ticketKeys: Item = { PK: { S: 'TICKET#1' }, SK: { S: 'TICKET' } }
const commentKeys: Item = { PK: { S: 'TICKET#1' }, SK: { S: 'COMMENT#1' } }
const opened: Item = {
  ...ticketKeys,
  ticketId: { S: '1' },
  title: { S: 'The door does not close' },
  state: { S: 'open' },
  createdAt,
}

interface Images {
  readonly NewImage: Item
  readonly OldImage?: Item
}

const record = (place: number, eventName: string, Keys: Item, images: Images): string =>
  JSON.stringify({
    eventID: String(place).padStart(32, '0'),
    eventName,
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: 'eu-central-1',
    dynamodb: {
      ApproximateCreationDateTime: 1_767_258_000 + place,
      Keys,
      ...images,
      SequenceNumber: String(111_000_000_000_000_000_000_000n + BigInt(place) * 100n),
      SizeBytes: 120,
      StreamViewType: 'NEW_AND_OLD_IMAGES',
    },
    eventSourceARN: streamArn,
  })

/** A ticket that is opened, commented and closed: records as Lambda delivers them, one a line. */
export const fixture = [
  record(1, 'INSERT', ticketKeys, { NewImage: opened }),
  record(2, 'INSERT', commentKeys, {
    NewImage: { ...commentKeys, text: { S: 'Looking into it.' }, createdAt },
  }),
  record(3, 'MODIFY', ticketKeys, { NewImage: { ...opened, state: { S: 'closed' } }, OldImage: opened }),
]
  .map(line => `${line}\n`)
  .join('')
