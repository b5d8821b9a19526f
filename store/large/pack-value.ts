import type { AttributeValue as SdkValue } from '@aws-sdk/client-dynamodb'
import type { BlobStore } from '../../core/blob/blob-store.ts'
import type { Envelope } from '../../core/blob/envelope.ts'
import { blobKeyOf, looksPacked, writeEnvelope } from '../../core/blob/envelope.ts'
import { compressed, digestOf, plainBytesOf } from '../../core/blob/packed-value.ts'
import { valueBytes } from '../items/item-size.ts'
import { lambdaForm } from '../items/lambda-form.ts'

/** A value on its way into the table: as it is, or in an envelope that could still be offloaded. */
export interface Packed {
  readonly value: SdkValue
  readonly bytes: number
  readonly envelope: Envelope | undefined
}

/** A value that stays as it is. */
export const asIs = (value: SdkValue): Packed => ({ value, bytes: valueBytes(value), envelope: undefined })

const inEnvelope = (envelope: Envelope): Packed => {
  const B = Uint8Array.from(Buffer.from(writeEnvelope(envelope).B, 'base64'))
  return { value: { B }, bytes: B.byteLength, envelope }
}

/** Only texts, binary, maps, lists and sets can be large. */
const canBeLarge = ({ N, BOOL, NULL }: SdkValue): boolean =>
  N === undefined && BOOL === undefined && NULL === undefined

/** Compresses a value from a size on. Binary that looks like an envelope is always put into one. */
export const compressValue = (value: SdkValue, compressAbove: number): Packed => {
  const plain = asIs(value)
  if (!canBeLarge(value)) return plain
  const isLookalike = value.B !== undefined && looksPacked(lambdaForm(value))
  if (plain.bytes < compressAbove && !isLookalike) return plain
  const { type, bytes } = plainBytesOf(lambdaForm(value))
  const small = compressed(bytes)
  const isCompressed = small.length < bytes.length
  const payload = isCompressed ? small : bytes
  const packed = inEnvelope({ type, isCompressed, isOffloaded: false, plainBytes: bytes.length, payload })
  return packed.bytes < plain.bytes || isLookalike ? packed : plain
}

const envelopeOf = ({ value, envelope }: Packed): Envelope => {
  if (envelope !== undefined) return envelope
  const { type, bytes } = plainBytesOf(lambdaForm(value))
  return { type, isCompressed: false, isOffloaded: false, plainBytes: bytes.length, payload: bytes }
}

/** Puts the content into the blob store first, so that no item ever refers to something that is not there yet. */
export const offloadValue = async (
  packed: Packed,
  blobs: BlobStore,
  signal: AbortSignal | undefined,
): Promise<Packed> => {
  const { payload: content, ...rest } = envelopeOf(packed)
  const payload = digestOf(content)
  await blobs.put(blobKeyOf(payload), content, signal)
  return inEnvelope({ ...rest, isOffloaded: true, payload })
}
