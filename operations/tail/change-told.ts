import type { Image } from '../../core/attributes/attribute-value.ts'
import { diffImages } from '../../core/diff/image-diff.ts'
import type { Kind, StreamRecord } from '../../core/record/stream-record.ts'
import { recordPlace } from '../../core/record/view-of.ts'

/** A change without the values of its item, but for the key. */
export interface ToldChange {
  /** When it was written, to the second: that is all that a stream says. Epoch milliseconds. */
  readonly atMs: number
  readonly eventName: Kind
  /** Canonical key of the item. */
  readonly key: string
  readonly sequenceNumber: string
  /** Names of the attributes that are other ones now; `undefined` where the stream does not carry both images. */
  readonly changed: readonly string[] | undefined
  /** As UserIdentity says it of what expired. */
  readonly isExpiry: boolean
}

const namesIn = (
  eventName: Kind | undefined,
  before?: Image,
  after?: Image,
): readonly string[] | undefined => {
  if (eventName === 'MODIFY')
    return before && after && diffImages(before, after).map(({ path }) => String(path[0]))
  const image = eventName === 'INSERT' ? after : before
  return image && Object.keys(image)
}

const changedIn = ({ eventName, dynamodb }: StreamRecord): readonly string[] | undefined => {
  const { OldImage, NewImage, Keys = {} } = dynamodb ?? {}
  const names = namesIn(eventName, OldImage, NewImage)
  // An item that comes or goes brings or takes its key, which stands there anyway.
  return names && [...new Set(names)].filter(name => Keys[name] === undefined)
}

/** What may be told of a record. */
export const toldChange = (record: StreamRecord): ToldChange => {
  const { key, sequenceNumber } = recordPlace(record)
  const { eventName = 'MODIFY', dynamodb, userIdentity } = record
  return {
    atMs: Math.round((dynamodb?.ApproximateCreationDateTime ?? 0) * 1_000),
    eventName,
    key,
    sequenceNumber,
    changed: changedIn(record),
    isExpiry: userIdentity?.principalId === 'dynamodb.amazonaws.com',
  }
}
