import type { AttributeValue, Image } from '../core/attributes/attribute-value.ts'
import type { Kind, StreamEvent, StreamRecord } from '../core/record/stream-record.ts'
import { seededRandom } from '../model/northwind/seeded-random.ts'

const words =
  'chai élan tofu naïve 茶 crème 🍵 box bag jar dozen grün piñata smoked salted fresh wild red black'.split(
    ' ',
  )
const statuses = ['PLACED', 'PAID', 'PACKED', 'SHIPPED', 'DELIVERED', 'CANCELLED']
const countries = ['DE', 'FR', 'IT', 'ES', 'UK', 'US']
type Random = () => number

const below = (random: Random, limit: number): number => Math.floor(random() * limit)
const oneOf = <T>(random: Random, values: readonly T[]): T => values[below(random, values.length)] as T
const digits = (random: Random, count: number): string =>
  Array.from({ length: count }, (_, index) =>
    String(index === 0 ? 1 + below(random, 9) : below(random, 10)),
  ).join('')

const number = (random: Random): AttributeValue => {
  const draw = random()
  if (draw < 0.05) return { N: digits(random, 38) }
  if (draw < 0.1) return { N: `0.${digits(random, 37)}` }
  if (draw < 0.4) return { N: `${below(random, 10_000)}.${1 + below(random, 9)}${1 + below(random, 9)}` }
  return { N: String(below(random, 1_000_000)) }
}

const text = (random: Random, length: number): string => {
  let all = ''
  while (all.length < length) all += `${oneOf(random, words)} `
  return all
}

const padding = (random: Random): AttributeValue => {
  const draw = random()
  const length =
    draw < 0.5 ? below(random, 120) : draw < 0.85 ? 200 + below(random, 500) : 700 + below(random, 1_800)
  return { S: text(random, length) }
}

const id = (random: Random): string => `01J${digits(random, 23)}`

const address = (random: Random): AttributeValue => ({
  M: {
    street: { S: text(random, 20) },
    city: { S: oneOf(random, words) },
    country: { S: oneOf(random, countries) },
    geo: { M: { lat: number(random), lon: number(random) } },
  },
})

const bytes = (random: Random): string => Buffer.from(digits(random, 12)).toString('base64')

const itemOf = (random: Random, type: string): { readonly keys: Image; readonly item: Image } => {
  const own = id(random)
  const keys: Image = { pk: { S: `${type}#${own}` }, sk: { S: `${type}#${id(random)}` } }
  const common: Image = {
    ...keys,
    entityType: { S: type },
    version: { N: String(1 + below(random, 20)) },
    createdAt: { S: '2026-01-01T00:00:00.000Z' },
    updatedAt: { S: '2026-01-02T00:00:00.000Z' },
    tenantId: { S: `tenant-${below(random, 50)}` },
    gsi1pk: { S: `group-${below(random, 1_000)}` },
    status: { S: oneOf(random, statuses) },
    description: padding(random),
    remarks: { S: text(random, 60 + below(random, 300)) },
  }
  const byType: Readonly<Record<string, Image>> = {
    USER: {
      email: { S: `${own}@example.com` },
      address: address(random),
      tags: { SS: [...new Set([oneOf(random, words), oneOf(random, words)])] },
    },
    PRODUCT: {
      title: { S: text(random, 30) },
      price: number(random),
      stock: number(random),
      sizes: { NS: [...new Set([String(below(random, 50)), String(50 + below(random, 50))])] },
      thumbnail: { B: bytes(random) },
    },
    ORDER: {
      total: number(random),
      address: address(random),
      lines: {
        L: Array.from({ length: 1 + below(random, 3) }, () => ({
          M: { sku: { S: digits(random, 8) }, quantity: number(random), price: number(random) },
        })),
      },
      seals: { BS: [bytes(random)] },
      note: { NULL: true },
    },
    ORDER_ITEM: {
      sku: { S: digits(random, 8) },
      quantity: number(random),
      price: number(random),
      gift: { BOOL: false },
    },
  }
  return { keys, item: { ...common, ...byType[type] } }
}

const rotated = (item: Image): Image => {
  const entries = Object.entries(item)
  const middle = Math.floor(entries.length / 2)
  return Object.fromEntries([...entries.slice(middle), ...entries.slice(0, middle)])
}

const modified = (random: Random, old: Image): Image => ({
  ...old,
  version: number(random),
  updatedAt: { S: '2026-01-03T00:00:00.000Z' },
  ...(random() < 0.6 && { status: { S: oneOf(random, statuses) } }),
  ...(random() < 0.3 && 'address' in old && { address: address(random) }),
  ...(random() < 0.5 && 'stock' in old && { stock: number(random) }),
  ...(random() < 0.3 && 'quantity' in old && { quantity: number(random) }),
  ...(random() < 0.2 && 'tags' in old && { tags: { SS: ['new', oneOf(random, words)] } }),
  ...(random() < 0.15 && { flagged: { BOOL: true } }),
})

const kindOf = (draw: number): Kind => (draw < 0.35 ? 'INSERT' : draw < 0.88 ? 'MODIFY' : 'REMOVE')
const typeOf = (draw: number): string =>
  draw < 0.2 ? 'USER' : draw < 0.4 ? 'PRODUCT' : draw < 0.7 ? 'ORDER' : 'ORDER_ITEM'

const recordOf = (random: Random, sequenceNumber: bigint): StreamRecord => {
  const kind = kindOf(random())
  const { keys, item } = itemOf(random, typeOf(random()))
  const isExpired = kind === 'REMOVE' && random() < 0.3
  const NewImage = kind === 'MODIFY' ? modified(random, item) : item
  return {
    eventID: digits(random, 32),
    eventName: kind,
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: 'eu-central-1',
    ...(isExpired && { userIdentity: { type: 'Service', principalId: 'dynamodb.amazonaws.com' } }),
    dynamodb: {
      ApproximateCreationDateTime: 1_767_225_600,
      Keys: keys,
      ...(kind !== 'REMOVE' && { NewImage }),
      ...(kind !== 'INSERT' && { OldImage: random() < 0.3 ? rotated(item) : item }),
      SequenceNumber: String(sequenceNumber),
      SizeBytes: 800,
      StreamViewType: 'NEW_AND_OLD_IMAGES',
    },
    eventSourceARN: 'arn:aws:dynamodb:eu-central-1:123456789012:table/shop/stream/2026-01-01T00:00:00.000',
  }
}

/** A mixed event of so many records: always the same for the same seed. */
export const generateEvent = (count: number, seed = 1): StreamEvent => {
  const random = seededRandom(seed)
  let sequenceNumber = 100_000_000_000_000_000_000_000_000n
  const Records = Array.from({ length: count }, () => {
    sequenceNumber += BigInt(1 + below(random, 300)) * 10n ** 20n
    return recordOf(random, sequenceNumber)
  })
  return { Records }
}
