import { hash } from 'node:crypto'
import type { Image } from '../../core/attributes/attribute-value.ts'
import { compareSequenceNumbers, isSequenceNumber } from '../../core/record/sequence-number.ts'

/** What a document says of its writing. */
export interface DocumentMetadata {
  /** ARN of the stream whose record led to it. */
  readonly stream?: string
  /** That record's SequenceNumber; a refresh leaves none, because it wrote what no single record said. */
  readonly seq?: string
  /** The item's marshalled key. */
  readonly owner?: string
  /** Hash of the document, to tell contents apart without reading them. */
  readonly hash?: string
  /** The run that filled it in, where one did. */
  readonly run?: string
}

/** One attribute or two, as every key of DynamoDB's has, are nearly always in order already. */
const ordered = (keys: Image): object => {
  const names = Object.keys(keys)
  const [first = '', second = ''] = names
  return names.length < 2 || (names.length === 2 && first < second)
    ? keys
    : Object.fromEntries(names.sort().map(name => [name, keys[name]]))
}

/** An item's marshalled key as text, equal for equal keys. */
export const ownerOf = (keys: Image): string => JSON.stringify(ordered(keys))

/** The key that {@link ownerOf} made a text of; `undefined` for what it did not make. */
export const keysOfOwner = (owner: string): Image | undefined => {
  try {
    const keys: unknown = JSON.parse(owner)
    return typeof keys === 'object' && keys !== null ? (keys as Image) : undefined
  } catch {
    return undefined
  }
}

/** Hash of a document's text. */
export const hashOf = (document: string): string => hash('sha256', document, 'base64url').slice(0, 22)

const textIn = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

/** Reads metadata; what somebody else put there says nothing. */
export const metadataIn = (
  text: string | undefined,
): DocumentMetadata & { readonly isOfRecord?: boolean } => {
  if (text === undefined) return {}
  const found: unknown = JSON.parse(text)
  if (typeof found !== 'object' || found === null) return {}
  const { stream, seq, owner, hash: content, run } = found as Readonly<Record<string, unknown>>
  const number = textIn(seq)
  return {
    ...(textIn(stream) !== undefined && { stream: String(stream) }),
    // A number of Kinesis says when the record arrived there: it orders nothing.
    ...(number !== undefined && { isOfRecord: true, ...(isSequenceNumber(number) && { seq: number }) }),
    ...(textIn(owner) !== undefined && { owner: String(owner) }),
    ...(textIn(content) !== undefined && { hash: String(content) }),
    ...(textIn(run) !== undefined && { run: String(run) }),
  }
}

/** True when the document was written because of this record, or of a later one of its item's on the same stream. */
export const isAtLeast = (
  { stream, seq }: DocumentMetadata,
  record: { readonly streamArn: string; readonly sequenceNumber: string },
): boolean =>
  seq !== undefined && stream === record.streamArn && compareSequenceNumbers(seq, record.sequenceNumber) >= 0
