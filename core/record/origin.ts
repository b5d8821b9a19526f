import { arrivedImage } from './arrived-image.ts'
import type { AttributeValue } from './attribute-value.ts'
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
   */
  readonly regionAttribute?: string
  /** Attribute and text that this pipeline puts into the items it writes. */
  readonly selfMarker?: { readonly attribute: string; readonly value: string }
}

/** What came from outside may hold anything, also no attribute value. */
const textOf = (value: AttributeValue | undefined): unknown =>
  (value as { readonly S?: string } | null | undefined)?.S

/**
 * Tells the origin of a record.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/time-to-live-ttl-streams.html
 */
export const originOf = (record: StreamRecord, rules: OriginRules = {}): Origin => {
  const { userIdentity, dynamodb, awsRegion } = record
  if (userIdentity?.type === 'Service' && userIdentity.principalId === 'dynamodb.amazonaws.com') return 'ttl'
  const image = arrivedImage(dynamodb?.NewImage) ?? arrivedImage(dynamodb?.OldImage)
  if (image === undefined) return 'user'
  const { selfMarker, regionAttribute = 'aws:rep:updateregion' } = rules
  if (selfMarker !== undefined && textOf(image[selfMarker.attribute]) === selfMarker.value) return 'self'
  const writer = textOf(image[regionAttribute])
  if (typeof writer !== 'string' || typeof awsRegion !== 'string') return 'user'
  return writer === awsRegion ? 'user' : 'replica'
}
