import { lazyImage } from './lazy-image.ts'
import type { PlainItem } from '../attributes/unmarshal.ts'
import type { FetchedBlobs } from '../blob/expand-image.ts'
import { expandImage } from '../blob/expand-image.ts'
import type { PipelineError } from '../errors/pipeline-error.ts'
import { raise } from '../errors/pipeline-error.ts'
import { recordFaults } from '../errors/record-faults.ts'
import { arrivedImage } from './arrived-image.ts'
import type { Image } from '../attributes/attribute-value.ts'
import { frameProblem, isKey, isKind, isArnText, isNumberOf, shownField } from './check-record.ts'
import { creationTimeMs } from './creation-time.ts'
import { itemKey } from './item-key.ts'
import { isFields } from './kind-of-value.ts'
import type { Origin, OriginRules } from './origin.ts'
import { isReplicated, originOf } from './origin.ts'
import type { RecordView } from './record-view.ts'
import type { Kind, StreamRecord, StreamViewType } from './stream-record.ts'

/**
 * A class, because one is made for each record of each batch: getters on a prototype cost nothing until they are
 * read, closures per record would.
 */
class View implements RecordView {
  /** Keeps the shape: decision 0318. */
  protected static readonly kept: object = new View({}, 'MODIFY', {}, '', undefined, undefined, undefined)

  readonly record: StreamRecord
  readonly kind: Kind
  readonly keys: Image
  readonly sequenceNumber: string
  readonly arrivedNew: Image | undefined
  readonly arrivedOld: Image | undefined
  #rules: OriginRules | undefined
  #blobs: FetchedBlobs | undefined
  #newImage: Image | undefined
  #oldImage: Image | undefined
  #key: string | undefined
  #streamArn: string | undefined
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
    near: RecordView | undefined,
  ) {
    this.record = record
    this.kind = kind
    this.keys = keys
    this.sequenceNumber = sequenceNumber
    this.arrivedNew = arrivedImage(record.dynamodb?.NewImage)
    this.arrivedOld = arrivedImage(record.dynamodb?.OldImage)
    this.#rules = rules
    this.#blobs = blobs
    this.#streamArn =
      near !== undefined && record.eventSourceARN === near.streamArn ? near.streamArn : undefined
  }

  get newImage(): Image | undefined {
    const image = this.arrivedNew
    return image && (this.#newImage ??= expandImage(image, this.#blobs))
  }

  get oldImage(): Image | undefined {
    const image = this.arrivedOld
    return image && (this.#oldImage ??= expandImage(image, this.#blobs))
  }

  get key(): string {
    return (this.#key ??= itemKey(this.keys))
  }

  get plainKeys(): PlainItem {
    return (this.#plainKeys ??= lazyImage(this.keys))
  }

  get streamArn(): string {
    return (this.#streamArn ??= arnOf(this.record))
  }

  get streamViewType(): StreamViewType {
    const type = this.record.dynamodb?.StreamViewType
    return isViewType(type) ? type : inferredViewType(this)
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
    const image = this.arrivedNew
    return (
      image && (this.#after ??= lazyImage(image, () => (this.#newImage ??= expandImage(image, this.#blobs))))
    )
  }

  get before(): PlainItem | undefined {
    const image = this.arrivedOld
    return (
      image && (this.#before ??= lazyImage(image, () => (this.#oldImage ??= expandImage(image, this.#blobs))))
    )
  }

  get validated(): RecordView['validated'] {
    return (this.#validated ??= new Map())
  }
}

const arnOf = ({ eventSourceARN }: StreamRecord): string => (isArnText(eventSourceARN) ? eventSourceARN : '')

const isViewType = (type: unknown): type is StreamViewType =>
  type === 'NEW_AND_OLD_IMAGES' || type === 'NEW_IMAGE' || type === 'OLD_IMAGE' || type === 'KEYS_ONLY'

/** Records of test tools leave the view type out; the images that are there say which it is, or may be. */
const inferredViewType = ({ kind, arrivedNew, arrivedOld }: View): StreamViewType => {
  const [hasNew, hasOld] = [arrivedNew !== undefined, arrivedOld !== undefined]
  if (!hasNew && !hasOld) return 'KEYS_ONLY'
  if (kind !== 'MODIFY' || (hasNew && hasOld)) return 'NEW_AND_OLD_IMAGES'
  return hasNew ? 'NEW_IMAGE' : 'OLD_IMAGE'
}

const eventIdOf = (record: unknown): string => {
  const id = isFields(record) ? record['eventID'] : undefined
  return typeof id === 'string' ? id.slice(0, 80) : '(no eventID)'
}

/** That a record is not what a stream carries, and why. */
export const malformed = (record: unknown, problem: string): PipelineError =>
  raise(recordFaults, 'record.malformed', { eventId: eventIdOf(record), problem })

/** The type of what the frame check let pass. */
type Framed = StreamRecord & {
  readonly eventName: Kind
  readonly dynamodb: { readonly Keys: Image; readonly SequenceNumber: string }
}

const viewOfFramed = (
  record: StreamRecord,
  rules?: OriginRules,
  blobs?: FetchedBlobs,
  near?: RecordView,
): RecordView => {
  const { eventName, dynamodb } = record as Framed
  return new View(record, eventName, dynamodb.Keys, dynamodb.SequenceNumber, rules, blobs, near)
}

/**
 * Looks at a record once: checks what it needs to have a place in its stream, and gives lazy access to the rest.
 *
 * @param blobs - content of the offloaded values that the images refer to
 * @throws PipelineError `record.malformed` when the record has no `dynamodb`, no `Keys` of typed values, no decimal
 * `SequenceNumber`, no known `eventName`, or images or an ARN that are none
 */
export const viewOf = (record: StreamRecord, rules?: OriginRules, blobs?: FetchedBlobs): RecordView => {
  const problem = frameProblem(record)
  if (problem !== undefined) throw malformed(record, problem)
  return viewOfFramed(record, rules, blobs)
}

/** A record that cannot be routed, but named: by its stream, its number and, where it has one, its key. */
const viewOfMalformed = (record: StreamRecord, sequenceNumber: string): RecordView => {
  const { eventName, dynamodb } = record
  const keys = isKey(dynamodb?.Keys) ? dynamodb.Keys : {}
  // Nothing goes by the kind of such a record; it is shown as it came.
  const kind = isKind(eventName) ? eventName : (shownField(eventName) as Kind)
  return new View(record, kind, keys, sequenceNumber, undefined, undefined, undefined)
}

/** A record that was looked at, and what keeps it from being routed. A class for the reason of decision 0090. */
export class SeenRecord {
  /** Keeps the shape: decision 0318. */
  protected static readonly kept: object = new SeenRecord(undefined as never, undefined)

  readonly view: RecordView
  readonly problem: Error | undefined

  constructor(view: RecordView, problem: Error | undefined) {
    this.view = view
    this.problem = problem
  }
}

/**
 * Looks at a record as {@link viewOf} does, but gives one that cannot be routed back with the reason.
 *
 * @param near - of a record of the same batch: where both are of one stream, they hold one text of its ARN, which is
 * then compared and hashed once and not for every record
 * @throws PipelineError `record.unnamed` when it has no usable `SequenceNumber`, so that it cannot be named in a
 * partial response, nor in the ledger, nor where changes are parked
 */
export const lookAt = (
  record: StreamRecord,
  rules?: OriginRules,
  blobs?: FetchedBlobs,
  near?: RecordView,
): SeenRecord => {
  const problem = frameProblem(record)
  if (problem === undefined) return new SeenRecord(viewOfFramed(record, rules, blobs, near), undefined)
  const { SequenceNumber } = placeFields(record)
  if (!isNumberOf(record, SequenceNumber))
    throw raise(recordFaults, 'record.unnamed', { eventId: eventIdOf(record), problem })
  return new SeenRecord(viewOfMalformed(record, SequenceNumber), malformed(record, problem))
}

/** What names a record, as far as it has it. Never throws, whatever the record is. */
const placeFields = (record: unknown): { readonly SequenceNumber: unknown; readonly Keys: unknown } => {
  const dynamodb = isFields(record) ? record['dynamodb'] : undefined
  const { SequenceNumber, Keys } = isFields(dynamodb) ? dynamodb : {}
  return { SequenceNumber, Keys }
}

/** Number and canonical key of a record, `''` where it has none: for naming it to people and in accounts. */
export const recordPlace = (record: unknown): { readonly sequenceNumber: string; readonly key: string } => {
  const { SequenceNumber, Keys } = placeFields(record)
  return {
    sequenceNumber: isNumberOf(record, SequenceNumber) ? SequenceNumber : '',
    key: isKey(Keys) ? itemKey(Keys) : '',
  }
}
