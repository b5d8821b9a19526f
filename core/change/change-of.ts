import type { PlainItem } from '../attributes/unmarshal.ts'
import type { Entity } from '../entity/entity.ts'
import { validateImage } from '../entity/validate-image.ts'
import { raise } from '../errors/pipeline-error.ts'
import type { Image } from '../attributes/attribute-value.ts'
import { recordFaults } from '../errors/record-faults.ts'
import { creationTimeMs } from '../record/creation-time.ts'
import type { Origin } from '../record/origin.ts'
import type { RecordView } from '../record/record-view.ts'
import type { Kind, StreamRecord } from '../record/stream-record.ts'
import type { AnyChange } from './change.ts'

type Side = 'before' | 'after'

/** An image that the stream does not carry is no empty one: whoever reads it is told. */
const imageOf = (view: RecordView, side: Side): PlainItem => view[side] ?? missing(view, side)

const missing = (view: RecordView, side: Side, name: Side | 'origin' = side): never => {
  throw raise(recordFaults, 'record.image-missing', {
    reader: `change.${name}`,
    viewType: view.streamViewType,
    images: [side === 'before' ? 'old' : 'new'],
    canRefresh: false,
  })
}

const validatedImage = (view: RecordView, side: Side, entity: Entity): unknown => {
  const image = view[side]
  if (image === undefined) return undefined
  const known = view.validated.get(entity) ?? {}
  if (side in known) return known[side]
  const value = validateImage(entity, image)
  known[side] = value
  view.validated.set(entity, known)
  return value
}

/** @throws PipelineError `record.time-unreadable`: a made-up time would put audits and archives in the wrong place */
const createdAt = ({ dynamodb }: StreamRecord): Date => {
  const time: unknown = dynamodb?.ApproximateCreationDateTime
  const ms = creationTimeMs(time)
  if (ms !== undefined) return new Date(ms)
  throw raise(recordFaults, 'record.time-unreadable', {
    found: time === undefined ? 'missing' : `a ${typeof time}`,
  })
}

/** What the entity's schema made of the images that the kind has. */
interface Validated {
  readonly before: unknown
  readonly after: unknown
}

/** A class for the same reason as the record's view: one is made per processor and record. */
class TypedChange {
  /** Keeps the shape: decision 0318. */
  protected static readonly kept: object = new TypedChange(undefined as never, 'MODIFY', '', undefined)

  readonly kind: Kind
  readonly entity: string
  readonly #view: RecordView
  readonly #validated: Validated | undefined

  constructor(view: RecordView, kind: Kind, entity: string, validated: Validated | undefined) {
    this.kind = kind
    this.entity = entity
    this.#view = view
    this.#validated = validated
  }

  get before(): unknown {
    if (this.kind === 'INSERT') return undefined
    const image = imageOf(this.#view, 'before')
    return this.#validated === undefined ? image : this.#validated.before
  }

  get after(): unknown {
    if (this.kind === 'REMOVE') return undefined
    const image = imageOf(this.#view, 'after')
    return this.#validated === undefined ? image : this.#validated.after
  }

  get key(): string {
    return this.#view.key
  }

  get keys(): PlainItem {
    return this.#view.plainKeys
  }

  get sequenceNumber(): string {
    return this.#view.sequenceNumber
  }

  get streamArn(): string {
    return this.#view.streamArn
  }

  get at(): Date {
    return createdAt(this.#view.record)
  }

  get origin(): Origin {
    const { origin, kind } = this.#view
    if (origin !== undefined) return origin
    return missing(this.#view, kind === 'REMOVE' ? 'before' : 'after', 'origin')
  }

  get expired(): boolean {
    return this.#view.origin === 'ttl'
  }

  get newImage(): Image | undefined {
    return this.#view.newImage
  }

  get oldImage(): Image | undefined {
    return this.#view.oldImage
  }

  get record(): StreamRecord {
    return this.#view.record
  }
}

const typed = (view: RecordView, kind: Kind, entity: Entity | undefined, validated?: Validated): AnyChange =>
  // `before` and `after` are there exactly when the kind says so, which a class cannot express as a union.
  new TypedChange(view, kind, entity?.name ?? '', validated) as AnyChange

/**
 * Makes the typed change that a handler gets. The images that the kind has are validated by the entity's schema,
 * each once per record, however many processors want it; the schema's output is the value. An image of the kind that
 * the stream does not carry is not validated: reading it raises `record.image-missing`, so that a handler which looks
 * at keys only works on every stream.
 *
 * @throws PipelineError `record.image-invalid` (also as a rejection when the schema is asynchronous)
 */
export const changeOf = (
  view: RecordView,
  kind: Kind,
  entity: Entity | undefined,
): AnyChange | Promise<AnyChange> => {
  if (entity?.schema === undefined) return typed(view, kind, entity)
  const before = kind === 'INSERT' ? undefined : validatedImage(view, 'before', entity)
  const after = kind === 'REMOVE' ? undefined : validatedImage(view, 'after', entity)
  if (before instanceof Promise || after instanceof Promise) {
    return Promise.all([before, after]).then(([old, current]) =>
      typed(view, kind, entity, { before: old, after: current }),
    )
  }
  return typed(view, kind, entity, { before, after })
}
