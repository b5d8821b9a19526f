import { lazyImage } from '../attributes/lazy-image.ts'
import type { PlainItem } from '../attributes/unmarshal.ts'
import type { FetchedBlobs } from '../blob/expand-image.ts'
import { expandImage } from '../blob/expand-image.ts'
import { raise } from '../errors/pipeline-error.ts'
import type { Image } from './attribute-value.ts'
import { creationTimeMs } from './creation-time.ts'
import { itemKey } from './item-key.ts'
import type { Origin, OriginRules } from './origin.ts'
import { isReplicated, originOf } from './origin.ts'
import type { RecordView } from './record-view.ts'
import { isSequenceNumber } from './sequence-number.ts'
import type { Kind, StreamRecord, StreamViewType } from './stream-record.ts'

/**
 * A class, because one is made for each record of each batch: getters on a prototype cost nothing until they are
 * read, closures per record would.
 */
class View implements RecordView {
  readonly record: StreamRecord
  readonly kind: Kind
  readonly keys: Image
  readonly sequenceNumber: string
  #rules: OriginRules | undefined
  #blobs: FetchedBlobs | undefined
  #newImage: Image | undefined
  #oldImage: Image | undefined
  #key: string | undefined
  #origin: Origin | undefined
  #plainKeys: PlainItem | undefined
  #after: PlainItem | undefined
  #before: PlainItem | undefined
  #validated: RecordView['validated'] | undefined

  constructor(
    record: StreamRecord,
    kind: Kind,
    keys: Image,
    sequenceNumber: string,
    rules: OriginRules | undefined,
    blobs: FetchedBlobs | undefined,
  ) {
    this.record = record
    this.kind = kind
    this.keys = keys
    this.sequenceNumber = sequenceNumber
    this.#rules = rules
    this.#blobs = blobs
  }

  get newImage(): Image | undefined {
    const image = this.record.dynamodb?.NewImage ?? undefined
    return image && (this.#newImage ??= expandImage(image, this.#blobs))
  }

  get oldImage(): Image | undefined {
    const image = this.record.dynamodb?.OldImage ?? undefined
    return image && (this.#oldImage ??= expandImage(image, this.#blobs))
  }

  get key(): string {
    return (this.#key ??= itemKey(this.keys))
  }

  get plainKeys(): PlainItem {
    return (this.#plainKeys ??= lazyImage(this.keys))
  }

  get streamArn(): string {
    return this.record.eventSourceARN ?? ''
  }

  get streamViewType(): StreamViewType {
    return this.record.dynamodb?.StreamViewType ?? inferredViewType(this.record)
  }

  get origin(): Origin | undefined {
    return (this.#origin ??= originOf(this.record, this.#rules))
  }

  get isReplicated(): boolean | undefined {
    return isReplicated(this.record, this.#rules)
  }

  get createdAtMs(): number {
    return creationTimeMs(this.record.dynamodb?.ApproximateCreationDateTime) ?? 0
  }

  get after(): PlainItem | undefined {
    const image = this.record.dynamodb?.NewImage ?? undefined
    return image && (this.#after ??= lazyImage(image, () => this.newImage ?? image))
  }

  get before(): PlainItem | undefined {
    const image = this.record.dynamodb?.OldImage ?? undefined
    return image && (this.#before ??= lazyImage(image, () => this.oldImage ?? image))
  }

  get validated(): RecordView['validated'] {
    return (this.#validated ??= new Map())
  }
}

/** Records of test tools leave the view type out; the images that are there say which it is, or may be. */
const inferredViewType = ({ eventName, dynamodb }: StreamRecord): StreamViewType => {
  const hasNew = (dynamodb?.NewImage ?? undefined) !== undefined
  const hasOld = (dynamodb?.OldImage ?? undefined) !== undefined
  if (!hasNew && !hasOld) return 'KEYS_ONLY'
  if (eventName !== 'MODIFY' || (hasNew && hasOld)) return 'NEW_AND_OLD_IMAGES'
  return hasNew ? 'NEW_IMAGE' : 'OLD_IMAGE'
}

const isKind = (name: unknown): name is Kind => name === 'INSERT' || name === 'MODIFY' || name === 'REMOVE'

const malformed = (record: StreamRecord, problem: string): Error =>
  raise('record.malformed', { eventId: record.eventID ?? '(no eventID)', problem })

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null

const isFilled = (keys: Image | undefined): keys is Image => {
  if (keys === undefined || !isObject(keys)) return false
  for (const name in keys) return Object.hasOwn(keys, name)
  return false
}

/**
 * Looks at a record once: checks what it needs to have a place in its stream, and gives lazy access to the rest.
 *
 * @param blobs - content of the offloaded values that the images refer to
 * @throws PipelineError `record.malformed` when the record has no `dynamodb`, no `Keys`, no decimal
 * `SequenceNumber` or no known `eventName`: such a record cannot be named in a partial response
 */
export const viewOf = (record: StreamRecord, rules?: OriginRules, blobs?: FetchedBlobs): RecordView => {
  if (!isObject(record)) throw malformed({}, `it is ${JSON.stringify(record)}`)
  const { dynamodb, eventName } = record
  if (dynamodb === undefined || !isObject(dynamodb)) throw malformed(record, 'it has no dynamodb')
  const { Keys, SequenceNumber } = dynamodb
  if (!isFilled(Keys)) throw malformed(record, 'it has no Keys')
  if (!isSequenceNumber(SequenceNumber)) {
    throw malformed(record, `its SequenceNumber is ${String(SequenceNumber)}`)
  }
  if (!isKind(eventName)) throw malformed(record, `its eventName is ${String(eventName)}`)
  return new View(record, eventName, Keys, SequenceNumber, rules, blobs)
}
