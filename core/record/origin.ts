import { arrivedImage } from './arrived-image.ts'
import type { AttributeValue, Image } from '../attributes/attribute-value.ts'
import type { StreamRecord } from './stream-record.ts'

/**
 * Who caused a change: somebody's write, the TTL service, a replica in another region, or this pipeline itself.
 * A TTL removal that was replicated from another region carries no service identity, so it reads as `user`.
 */
export type Origin = 'user' | 'ttl' | 'replica' | 'self'

/** How origins that DynamoDB does not mark are told. */
export interface OriginRules {
  /**
   * Attribute that holds the region of the last writer.
   * @defaultValue 'aws:rep:updateregion', which only global tables of version 2017.11.29 write
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/globaltables.tutorial.html their streams
   * always carry both images, so where one is missing, this attribute is too
   */
  readonly regionAttribute?: string
  /** Attribute and text that this pipeline puts into the items it writes. */
  readonly selfMarker?: { readonly attribute: string; readonly value: string }
}

/** What came from outside may hold anything, also no attribute value. */
const textOf = (value: AttributeValue | undefined): unknown =>
  (value as { readonly S?: string } | null | undefined)?.S

const defaultRegionAttribute = 'aws:rep:updateregion'

/** The image that shows who wrote: for a removal the old one, which shows who wrote the item last. */
const witnessOf = ({ eventName, dynamodb }: StreamRecord): Image | undefined =>
  arrivedImage(eventName === 'REMOVE' ? dynamodb?.OldImage : dynamodb?.NewImage)

/**
 * True where the item was last written in another region, whatever the origin of the record itself: a removal is
 * told by who wrote the item before. `undefined` where the stream does not carry the image that shows it.
 */
export const isReplicated = (record: StreamRecord, rules: OriginRules = {}): boolean | undefined => {
  const { regionAttribute = defaultRegionAttribute } = rules
  const image = witnessOf(record)
  if (image === undefined) return regionAttribute === defaultRegionAttribute ? false : undefined
  const writer = textOf(image[regionAttribute])
  const { awsRegion } = record
  return typeof writer === 'string' && typeof awsRegion === 'string' && writer !== awsRegion
}

/**
 * Tells the origin of a record; `undefined` where the stream does not carry the image that shows it.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/time-to-live-ttl-streams.html
 */
export const originOf = (record: StreamRecord, rules: OriginRules = {}): Origin | undefined => {
  const { userIdentity } = record
  if (userIdentity?.type === 'Service' && userIdentity.principalId === 'dynamodb.amazonaws.com') return 'ttl'
  const { selfMarker } = rules
  const image = witnessOf(record)
  if (selfMarker !== undefined) {
    if (image === undefined) return undefined
    if (textOf(image[selfMarker.attribute]) === selfMarker.value) return 'self'
  }
  const isReplica = isReplicated(record, rules)
  return isReplica === undefined ? undefined : isReplica ? 'replica' : 'user'
}
