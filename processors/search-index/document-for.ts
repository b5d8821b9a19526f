import { canonicalJson } from '../../core/attributes/canonical-json.ts'
import type { AnyChange } from '../../core/change/change.ts'
import type { FormerChange } from '../../core/change/former-change.ts'
import { isLeftPromise } from '../../core/concurrency/leave-alone.ts'
import { documentId } from '../../core/document-id.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import { metadataField } from '../../core/metadata-field.ts'
import { indexFaults } from './faults.ts'

/** A document that an item has: where, and its text. */
export interface Documented {
  readonly id: string
  readonly content: string
}

/** How a processor names and makes documents. */
export interface Projection {
  readonly name: string
  /** What all its ids begin with. */
  readonly idPrefix: string
  /** The id that an image leads to. @throws PipelineError `search.id-invalid` */
  readonly idOf: (change: AnyChange) => string
  /** What the item was to the filter before a change. */
  readonly formerOf: FormerChange
  /** An image may lead to another id than the one before it did. */
  readonly isIdDerived: boolean
  /** The document's text for INSERT and MODIFY; `undefined` where the item is to have none. */
  readonly contentOf: (change: AnyChange) => string | undefined
}

const describe = (id: unknown): string => {
  if (isLeftPromise(id)) return 'a promise'
  if (typeof id !== 'string') return id === null ? 'null' : `a value of type ${typeof id}`
  return id === '' ? 'an empty text' : 'a text that holds half a character'
}

const checkedId = (name: string, id: unknown): string => {
  if (typeof id !== 'string' || id === '' || !id.isWellFormed())
    throw raise(indexFaults, 'search.id-invalid', { processor: name, found: describe(id) })
  return id
}

const refuseReserved = (name: string, fields: object): void => {
  if (Object.hasOwn(fields, metadataField))
    throw raise(indexFaults, 'search.field-reserved', { processor: name, field: metadataField })
}

const noDocument = (name: string, found: string): Error =>
  raise(indexFaults, 'search.document-invalid', { processor: name, found })

/** An engine takes fields only; what is none of its own may be anything, and so may what `toJSON` makes of it. */
const documentText = (name: string, made: unknown): string => {
  if (isLeftPromise(made)) throw noDocument(name, 'a promise')
  if (typeof made !== 'object' || made === null)
    throw noDocument(name, made === null ? 'null' : `a value of type ${typeof made}`)
  refuseReserved(name, made)
  const text = canonicalJson(made)
  if (!text.startsWith('{')) throw noDocument(name, 'something without fields')
  if (typeof (made as { readonly toJSON?: unknown }).toJSON === 'function')
    refuseReserved(name, JSON.parse(text) as object)
  return text
}

const maxPrefixBytes = 100

/** @throws PipelineError `registry.id-prefix-invalid` */
export const checkedPrefix = (idPrefix: string): string => {
  if (!idPrefix.isWellFormed() || Buffer.byteLength(idPrefix) > maxPrefixBytes)
    throw raise(indexFaults, 'registry.id-prefix-invalid', { idPrefix, maxBytes: maxPrefixBytes })
  return idPrefix
}

/** Builds the projection of a processor out of the user's functions. */
export const projectionOf = (
  name: string,
  idPrefix: string,
  id: ((change: AnyChange) => unknown) | undefined,
  document: (change: AnyChange) => object | undefined,
  formerOf: FormerChange,
): Projection => ({
  name,
  idPrefix,
  formerOf,
  isIdDerived: id !== undefined,
  idOf: change => documentId(checkedId(name, id === undefined ? change.key : id(change)), idPrefix),
  contentOf: change => {
    if (change.kind === 'REMOVE') return undefined
    const made: unknown = document(change)
    return made === undefined ? undefined : documentText(name, made)
  },
})
