import type { Image } from '../attributes/attribute-value.ts'

/** What a write did to an item, in DynamoDB's own words. */
export type Kind = 'INSERT' | 'MODIFY' | 'REMOVE'

/** Which images a stream carries (`StreamViewType` of the table). */
export type StreamViewType = 'KEYS_ONLY' | 'NEW_IMAGE' | 'OLD_IMAGE' | 'NEW_AND_OLD_IMAGES'

/**
 * One record of a DynamoDB stream in the shape that Lambda delivers. Every field is optional, because what
 * arrives from outside is not to be trusted; a batch that lacks one says so.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html
 */
export interface StreamRecord {
  readonly eventID?: string
  readonly eventName?: Kind
  readonly eventVersion?: string
  readonly eventSource?: string
  readonly awsRegion?: string
  readonly eventSourceARN?: string
  /** Set when the TTL service removed the item: `{ type: 'Service', principalId: 'dynamodb.amazonaws.com' }`. */
  readonly userIdentity?: { readonly type?: string; readonly principalId?: string } | null
  readonly dynamodb?: {
    /** Epoch seconds, rounded down. */
    readonly ApproximateCreationDateTime?: number
    readonly Keys?: Image
    readonly NewImage?: Image
    readonly OldImage?: Image
    /** 21 to 40 decimal digits: neither a JS number nor a 64-bit version. */
    readonly SequenceNumber?: string
    readonly SizeBytes?: number
    readonly StreamViewType?: StreamViewType
  }
}

/** The event of a Lambda function on a DynamoDB stream. */
export interface StreamEvent {
  /** The batch, oldest first within a shard. */
  readonly Records: readonly StreamRecord[]
}
