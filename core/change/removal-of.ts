import type { Image } from '../attributes/attribute-value.ts'
import type { Origin } from '../record/origin.ts'
import type { StreamRecord } from '../record/stream-record.ts'
import type { AnyChange } from './change.ts'

type Modification = Extract<AnyChange, { readonly kind: 'MODIFY' }>

/** A class for the same reason as the change itself: most of it is never read. */
class Removal {
  /** Keeps the shape: decision 0318. */
  protected static readonly kept: object = new Removal({ entity: '' } as Modification)

  readonly kind = 'REMOVE'
  readonly entity: string
  readonly expired = false
  readonly #change: Modification

  constructor(change: Modification) {
    this.#change = change
    this.entity = change.entity
  }

  get before(): unknown {
    return this.#change.before as unknown
  }

  get key(): string {
    return this.#change.key
  }

  get keys(): AnyChange['keys'] {
    return this.#change.keys
  }

  get sequenceNumber(): string {
    return this.#change.sequenceNumber
  }

  get streamArn(): string {
    return this.#change.streamArn
  }

  get at(): Date {
    return this.#change.at
  }

  get origin(): Origin {
    return this.#change.origin
  }

  get newImage(): Image | undefined {
    return this.#change.newImage
  }

  get oldImage(): Image | undefined {
    return this.#change.oldImage
  }

  get record(): StreamRecord {
    return this.#change.record
  }
}

/**
 * A MODIFY as seen from the image that it replaced: what a function of one image needs to say where the item's old
 * image had led to.
 */
export const removalOf = (change: Modification): AnyChange => new Removal(change)
